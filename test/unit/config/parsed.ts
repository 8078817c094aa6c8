import { renderConfigErrors } from '../../../src/core/config/config-error.js'
import { type ParsedConfig, parseConfig } from '../../../src/core/config/parse-config.js'
import type { Config, Service } from '../../../src/core/domain/config.js'

export function configOf(parsed: ParsedConfig): Config {
  if (parsed.outcome === 'invalid') throw new Error(renderConfigErrors(parsed.errors))
  return parsed.config
}

export const parsedConfig = (text: string): Config => configOf(parseConfig(text, 'config.yml'))

export function onlyService(config: Config): Service {
  const [service, ...others] = config.services
  if (!service || others.length > 0) throw new Error('expected exactly one service')
  return service
}

/** Each error as its user sees it. */
export const errorLines = (parsed: ParsedConfig): string[] =>
  parsed.outcome === 'parsed' ? [] : renderConfigErrors(parsed.errors).split('\n')

export const errorsOf = (text: string): string[] => errorLines(parseConfig(text, 'c.yml'))

/** The least a service needs, with more of it in `rest`, indented by two. */
export const service = (rest: string): string => `version: 1
services:
  api:
    baseline: { image: "api:debian" }
    candidate: { image: "api:alpine" }
${rest.replace(/^(?=.)/gm, '    ')}
`
