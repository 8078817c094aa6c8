/**
 * A config of one service from two Dockerfiles on port 8000; `rest` is YAML below the service, `ofCandidate` what only the
 * candidate has.
 */
export const configOf = (rest = '', service = 'web', ofCandidate = ''): string => `version: 1
services:
  ${service}:
    samples: { min: 1, max: 1 }
    baseline: { dockerfile: Dockerfile }
    candidate: { dockerfile: Dockerfile.candidate${ofCandidate && `, ${ofCandidate}`} }
${usual(rest)}${rest
  .split('\n')
  .map((line) => (line === '' ? '' : `    ${line}`))
  .join('\n')}
`

/** What a test says itself is not said twice. */
const usual = (rest: string): string =>
  [
    ['run', '    run: { port: 8000 }\n'],
    ['ready', '    ready: { http: /health, timeout: 30s }\n'],
  ]
    .filter(([key]) => !new RegExp(`^${key}:`, 'm').test(rest))
    .map(([, line]) => line)
    .join('')

export const configPath = '.github/container-migrate.yml'
