/** In the environment of every process that a run starts, so that whatever it turns into is found again by it. */
export const runVariable = 'CONTAINER_MIGRATE_RUN'
export const instanceVariable = 'CONTAINER_MIGRATE_INSTANCE'

/** The environment of a command that a run starts. */
export const markedFor = (
  runId: string,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> => ({ ...env, [runVariable]: runId })

/** What an environment block from the kernel says of a variable. */
export function variableIn(environ: string, name: string): string | undefined {
  const line = environ.split('\0').find((one) => one.startsWith(`${name}=`))
  return line?.slice(name.length + 1)
}
