import { UsageError } from './errors.js'

/** An env file as `docker run --env-file` reads it: `NAME=value`, `NAME` alone takes the runner's, `#` begins a comment line. */
export function parseEnvFile(
  text: string,
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trimStart()
    if (line === '' || line.startsWith('#')) continue
    const equals = line.indexOf('=')
    const name = equals < 0 ? line.trimEnd() : line.slice(0, equals)
    if (name === '' || /\s/.test(name)) {
      throw new UsageError(`${path}:${index + 1}: \`${line.slice(0, 40)}\` is not NAME=value`)
    }
    const value = equals < 0 ? env[name] : line.slice(equals + 1)
    if (value !== undefined) values[name] = value
  }
  return values
}
