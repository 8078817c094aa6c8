import { metrics } from '../domain/metric.js'
import { type Role, roles } from '../domain/variant.js'
import { type Complaints, makeComplaints } from './complaints.js'
import { type ParsedConfig, shown, sortErrors } from './config-error.js'
import { makeInputPositions } from './input-positions.js'
import { makeConfig } from './make-config.js'
import { serviceNameFor } from './service-name.js'
import { readSmokeLines } from './smoke-lines.js'
import { type GuessedSource, guessSource } from './source-guess.js'

/** The inputs that describe one service without a config; each metric has one, too, short for its limit.fail. */
export const serviceInputs = [
  'service-name',
  'baseline',
  'candidate',
  'context',
  'port',
  'ready',
  'smoke',
  ...metrics,
] as const

type Given = Readonly<Partial<Record<(typeof serviceInputs)[number], string>>>

/**
 * The same config from the action's inputs. An input that is empty was not given, and inputs that are not ours are left
 * alone. `isFile` tells whether a file of the repository is there.
 */
export function configFromInputs(
  inputs: Readonly<Record<string, string>>,
  isFile: (path: string) => boolean,
): ParsedConfig {
  const given = onlyGiven(inputs)
  const sources = roles.map((role) => guessRole(role, given[role], isFile))
  const built = sources.find(({ source }) => source?.dockerfile !== undefined)?.source?.dockerfile
  const service = given['service-name'] ?? serviceNameFor(built)
  const lines = readSmokeLines(given.smoke ?? '')
  const positions = makeInputPositions(
    service,
    lines.map(({ line }) => line),
  )
  const complaints = makeComplaints(positions)
  const about = (input: string, message: string) => complaints.aboutKey(positions.pathOf(input), message)

  for (const { role, refused } of sources) if (refused !== undefined) about(role, refused)
  const areKnown = sources.every(({ source }) => source)
  if (given.context !== undefined && built === undefined && areKnown) {
    about('context', 'has no use: neither variant is built from a Dockerfile')
  }
  if (given.smoke !== undefined && lines.length === 0) about('smoke', 'holds no check')
  const ready = readReady(given.ready)
  if (given.ready !== undefined && !ready) {
    about(
      'ready',
      `must be a path such as /health, a port, log:TEXT or healthcheck, not ${shown(given.ready)}`,
    )
  }
  const budgets = metrics.filter((metric) => given[metric] !== undefined)
  const value = {
    version: 1,
    services: {
      [service]: {
        ...Object.fromEntries(sources.map(({ role, source }) => [role, variantOf(source, given.context)])),
        ...(given.port !== undefined && { run: { port: numberOf(given.port) } }),
        ...(ready && { ready }),
        ...(lines.length > 0 && { smoke: { smoke: lines.map(({ check }) => check) } }),
        budgets: Object.fromEntries(budgets.map((metric) => [metric, given[metric]])),
      },
    },
  }
  const assumptions = sources.flatMap(({ assumption }) => assumption ?? [])
  return joined(makeConfig({ value, positions, origin: 'inputs', assumptions }), complaints)
}

function onlyGiven(inputs: Readonly<Record<string, string>>): Given {
  const given = serviceInputs.flatMap((name) => {
    const value = Object.hasOwn(inputs, name) ? (inputs[name] ?? '') : ''
    // The lines of `smoke` are counted from where its text begins.
    return value.trim() === '' ? [] : [[name, name === 'smoke' ? value : value.trim()]]
  })
  return Object.fromEntries(given)
}

interface RoleSource {
  readonly role: Role
  readonly source?: GuessedSource
  readonly refused?: string
  readonly assumption?: string
}

function guessRole(role: Role, typed: string | undefined, isFile: (path: string) => boolean): RoleSource {
  if (typed === undefined) {
    return { role, refused: "is missing: give the path of a Dockerfile, an image, or an archive's path" }
  }
  const guess = guessSource(typed, isFile)
  if ('refused' in guess) return { role, refused: guess.refused }
  const isImage = guess.source.image !== undefined
  return {
    role,
    source: guess.source,
    ...(isImage && {
      assumption: `The ${role} ${shown(typed)} is taken for an image, as there is no such file.`,
    }),
  }
}

/** Where a source was refused, an image stands in for it, so that everything else is checked in the same run. */
function variantOf(source: GuessedSource | undefined, context: string | undefined): object {
  if (!source) return { image: 'stand-in' }
  return source.dockerfile !== undefined && context !== undefined ? { ...source, context } : source
}

function readReady(typed = ''): object | undefined {
  if (typed.startsWith('/')) return { http: typed }
  if (/^\d+$/.test(typed)) return { tcp: Number(typed) }
  if (/^log:.*\S/.test(typed)) return { log: typed.slice('log:'.length).trim() }
  return typed === 'healthcheck' ? { healthcheck: true } : undefined
}

const numberOf = (typed: string): number | string => (/^\d+$/.test(typed) ? Number(typed) : typed)

function joined(parsed: ParsedConfig, { errors }: Complaints): ParsedConfig {
  if (errors.length === 0) return parsed
  return {
    outcome: 'invalid',
    errors: sortErrors([...errors, ...(parsed.outcome === 'invalid' ? parsed.errors : [])]),
  }
}
