import type { DiscoveredPair } from '../config/discover.js'

/** What the Dockerfiles say of their services, by their paths. */
export interface Known {
  readonly ports: Readonly<Record<string, number>>
  readonly healthPaths: Readonly<Record<string, string>>
}

/** A config for the pairs found, to be completed by somebody who knows the services. */
export function proposeConfig(pairs: readonly DiscoveredPair[], known: Known, schema: string): string {
  const services = pairs.length > 0 ? pairs.map((pair) => proposeService(pair, known)) : [placeholder]
  return `# yaml-language-server: $schema=${schema}
# What container-migrate compares, and what must hold. Paths are relative to the repository's root.
version: 1

services:
${services.join('\n')}`
}

function proposeService(pair: DiscoveredPair, { ports, healthPaths }: Known): string {
  const { baseline, candidate } = pair
  return `  ${scalar(pair.service)}:
    baseline:
      dockerfile: ${scalar(pair.baseline)}
      context: ${scalar(pair.context)}
    candidate:
      dockerfile: ${scalar(pair.candidate)}
      context: ${scalar(pair.context)}
${runAndChecks(ports[candidate] ?? ports[baseline], healthPaths[candidate] ?? healthPaths[baseline])}`
}

/** The budgets catch what matters from the first day and are loose enough not to cry wolf. */
function runAndChecks(port: number | undefined, health: string | undefined): string {
  const known = port !== undefined
  return `    run:
      port: ${port ?? 8000}${known ? '' : '                        # where the service listens'}
${health === undefined ? guessedChecks : checksOf(health)}    budgets:
      image-size: { migration: { fail: 0% } }       # may not grow
      startup: { migration: { warn: 25%, fail: 100% } }
`
}

const guessedChecks = `    # ready:
    #   http: /health                   # first good answer; without it: when the port accepts connections
    # smoke:
    #   api:
    #     - http: GET /health
    #       status: 200
    #   runtime:
    #     - run: npm test               # on the runner, with BASE_URL set
`

const checksOf = (health: string): string => `    ready:
      http: ${health}   # what the health check of the image asks for
    smoke:
      api:
        - http: GET ${health}
          status: 200
    #   runtime:
    #     - run: npm test               # on the runner, with BASE_URL set
`

const placeholder = `  my-service:
    baseline:
      dockerfile: Dockerfile            # what runs today
    candidate:
      dockerfile: Dockerfile.alpine     # what it shall move to
${runAndChecks(undefined, undefined)}`

const scalar = (text: string): string =>
  /^[A-Za-z0-9_./-]+$/.test(text) && !/^[\d.-]+$/.test(text) ? text : JSON.stringify(text)
