import * as v from 'valibot'
import type { Config } from '../domain/config.js'
import { makeComplaints } from './complaints.js'
import { type ConfigError, type ParsedConfig, sortErrors } from './config-error.js'
import { mapIssue } from './issues.js'
import { makeService } from './make-service.js'
import type { Positions } from './positions.js'
import { configSchema, type DefaultsInput, defaultsSchema, serviceSchema } from './schema.js'
import { isRecord } from './schema-blocks.js'

export interface ConfigDraft {
  readonly value: unknown
  readonly positions: Positions
  readonly origin: Config['origin']
  readonly assumptions?: readonly string[]
}

/**
 * The one way from unknown to Config: shape first, then what spans several keys. Services whose shape holds are checked
 * further although others fail, so that one run tells all.
 */
export function makeConfig({ value, positions, origin, assumptions = [] }: ConfigDraft): ParsedConfig {
  const shape = v.safeParse(configSchema, value)
  const complaints = makeComplaints(positions)
  const made = soundServices(value).map(([name, service, defaults]) =>
    makeService(name, service, defaults, complaints),
  )
  const errors: ConfigError[] = [
    ...(shape.issues ?? []).map((issue) => mapIssue(issue, positions)),
    ...complaints.errors,
  ]
  if (errors.length > 0) return { outcome: 'invalid', errors: sortErrors(errors) }
  return {
    outcome: 'parsed',
    config: {
      version: 1,
      origin,
      ...(origin === 'file' && { file: positions.file }),
      assumptions: [...assumptions, ...made.flatMap((one) => one.assumptions)],
      services: made.map((one) => one.service),
    },
  }
}

function soundServices(value: unknown): [string, v.InferOutput<typeof serviceSchema>, DefaultsInput][] {
  if (!isRecord(value) || !isRecord(value.services)) return []
  const defaults = v.safeParse(defaultsSchema, value.defaults ?? {})
  if (!defaults.success) return []
  return Object.entries(value.services).flatMap(([name, input]) => {
    const service = v.safeParse(serviceSchema, input)
    return service.success ? [[name, service.output, defaults.output]] : []
  })
}
