import type { ParsedConfig } from './config-error.js'
import type { Discovery } from './discover.js'
import { makeConfig } from './make-config.js'
import type { Positions } from './positions.js'

/** `ports` are those that Dockerfiles expose, by the path of the Dockerfile; a variant without takes the other's. */
export function configFromDiscovery(
  { pairs, notes }: Discovery,
  ports: Readonly<Record<string, number>> = {},
): ParsedConfig {
  const services = pairs.map(({ service, baseline, candidate, context }) => {
    const portOf = (own: string, other: string) => {
      const port = ports[own] ?? ports[other]
      return port === undefined ? {} : { run: { port } }
    }
    const value = {
      baseline: { dockerfile: baseline, context, ...portOf(baseline, candidate) },
      candidate: { dockerfile: candidate, context, ...portOf(candidate, baseline) },
    }
    return [service, value] as const
  })
  const assumptions = [
    ...pairs.flatMap((pair) => pair.assumptions),
    ...notes,
    'No smoke checks and no budgets are known without a config, so only building, starting and sizes are compared.',
  ]
  const value = { version: 1, services: Object.fromEntries(services) }
  return makeConfig({ value, positions: nowhere, origin: 'discovered', assumptions })
}

/** Nobody wrote it, so there is no line to point at. */
const nowhere: Positions = {
  file: 'discovered',
  isFile: false,
  has: () => true,
  keyMark: () => ({ line: 1, column: 1 }),
  valueMark: () => ({ line: 1, column: 1 }),
  title: (path) => path.join('.'),
}
