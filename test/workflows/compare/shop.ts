import { healthy } from '../../support/services.js'

/** A repository of a few services: small images, so that what is tried is how the run is shared. */
export interface Shop {
  readonly names: readonly string[]
  /** What is there before anybody moves: the baselines alone. */
  readonly before: Files
  /** The move of all of them. */
  readonly moved: Files
}

type Files = Readonly<Record<string, string>>

export const configPath = '.github/container-migrate.yml'

/** Commands are guessed to take long, so that runners are worth having; these do not. */
const commandsOfSuite = 12

/** Each service with the names of its suites; `extra` is YAML below a service. */
export function makeShop(services: Readonly<Record<string, readonly string[]>>, extra: Files = {}): Shop {
  const names = Object.keys(services)
  const blocks = Object.entries(services).map(([name, suites]) => serviceOf(name, suites, extra[name] ?? ''))
  const each = (file: (name: string) => readonly [string, string]): Files =>
    Object.fromEntries(names.map(file))
  return {
    names,
    before: each((name) => [`${name}/Dockerfile`, healthy({ name })]),
    moved: {
      ...each((name) => [`${name}/Dockerfile.candidate`, healthy({ name, moved: 'yes' })]),
      [configPath]: `version: 1\nservices:\n${blocks.join('')}`,
    },
  }
}

const serviceOf = (name: string, suites: readonly string[], extra: string): string => `  ${name}:
    samples: { min: 1, max: 1 }
    baseline: { dockerfile: ${name}/Dockerfile }
    candidate: { dockerfile: ${name}/Dockerfile.candidate }
    run: { port: 8000 }
    ready: { http: /health, timeout: 30s }
${extra.replace(/^(?=.)/gm, '    ')}    smoke:
${suites.map(suiteOf).join('')}`

const suiteOf = (name: string): string =>
  `      ${name}:
        - http: GET /health
          contains: healthy
${"        - run: 'true'\n".repeat(commandsOfSuite)}`

/** On one runner, or on nine: three that build and six that measure. */
export const threeServices = makeShop({
  web: ['answers', 'pages'],
  api: ['answers', 'extra'],
  jobs: ['answers'],
})
