import { type ParsedConfig, sortErrors } from './config-error.js'
import { makeConfig } from './make-config.js'
import { readYaml } from './read-yaml.js'

export type { ParsedConfig } from './config-error.js'

/** Ends in a config or in all of its errors, whatever the text is. */
export function parseConfig(text: string, file: string): ParsedConfig {
  const { value, positions, errors } = readYaml(text, file)
  if (value === undefined) return { outcome: 'invalid', errors: sortErrors(errors) }
  const parsed = makeConfig({ value, positions, origin: 'file' })
  if (errors.length === 0) return parsed
  // What the reader of the YAML had to leave out must not be called missing as well.
  const told = new Set(errors.map(({ path }) => path))
  const others = parsed.outcome === 'invalid' ? parsed.errors.filter(({ path }) => !told.has(path)) : []
  return { outcome: 'invalid', errors: sortErrors([...errors, ...others]) }
}
