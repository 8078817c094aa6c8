/** The environment of a builder's command: the caller's, but for the engine that it talks to. */
export function builderEnv(
  env: Readonly<Record<string, string | undefined>>,
  host: string,
): Readonly<Record<string, string | undefined>> {
  const { DOCKER_CONTEXT: _chosen, ...rest } = env
  return { ...rest, DOCKER_HOST: host }
}
