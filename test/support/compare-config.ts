/** A config of one service from two Dockerfiles on port 8000; `rest` is YAML below the service. */
export const configOf = (rest = '', service = 'web'): string => `version: 1
services:
  ${service}:
    samples: { min: 1, max: 1 }
    baseline: { dockerfile: Dockerfile }
    candidate: { dockerfile: Dockerfile.candidate }
    run: { port: 8000 }
    ready: { http: /health, timeout: 30s }
${rest
  .split('\n')
  .map((line) => (line === '' ? '' : `    ${line}`))
  .join('\n')}
`

export const configPath = '.github/container-migrate.yml'
