import { UsageError } from '../../core/domain/errors.js'
import { type CommentMode, commentModes } from '../../github/comment.js'
import { defaultParallel } from '../default-parallel.js'
import { parseMinutes, parseParallel, wholeNumber } from '../line/numbers.js'
import { mostShards, parseShard, type ShardName } from '../line/shared-run.js'
import type { TimeLimit } from '../time-limit.js'

const actionCommands = ['compare', 'plan', 'build', 'measure', 'report'] as const

export interface ActionInputs {
  readonly command: (typeof actionCommands)[number]
  readonly config?: string
  readonly services: readonly string[]
  readonly workingDirectory: string
  readonly parallel: number
  readonly token?: string
  readonly comment: CommentMode
  readonly commentKey?: string
  readonly shared: SharedRunInputs
  /** Those that describe one service instead of a config. */
  readonly service: Readonly<Record<string, string>>
}

/** What shares a run among several runners. */
export interface SharedRunInputs {
  readonly scope: 'changed' | 'all'
  readonly base?: string
  readonly maxShards?: number
  readonly durations: readonly string[]
  readonly registry?: string
  readonly plan?: string
  readonly shard?: ShardName
  readonly images?: string
  readonly records: readonly string[]
  readonly planResult?: string
  readonly measureResult?: string
  readonly timeLimit?: TimeLimit
  readonly registryUsername?: string
  readonly registryPassword?: string
  readonly buildEnv: Readonly<Record<string, string>>
}

/** Inputs about the run; all others describe the service. */
const aboutTheRun = new Set([
  'command',
  'config',
  'services',
  'working-directory',
  'parallel',
  'github-token',
  'comment',
  'comment-key',
  'scope',
  'base',
  'max-shards',
  'durations',
  'registry',
  'plan',
  'shard',
  'images',
  'records',
  'plan-result',
  'measure-result',
  'time-limit',
  'job-started',
  'registry-username',
  'registry-password',
  'build-env',
])

export function parseInputs(given: Readonly<Record<string, string>>): ActionInputs {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
  const service = Object.fromEntries(Object.entries(set).filter(([name]) => !aboutTheRun.has(name)))
  return {
    command: oneOf('command', set.command ?? 'compare', actionCommands),
    ...(set.config === undefined ? {} : { config: set.config }),
    services: parts(set.services, /[\n,]/),
    workingDirectory: set['working-directory'] ?? '.',
    parallel: set.parallel === undefined ? defaultParallel() : parseParallel(set.parallel),
    ...(set['github-token'] === undefined ? {} : { token: set['github-token'] }),
    comment: oneOf('comment', set.comment ?? 'always', commentModes),
    ...(set['comment-key'] === undefined ? {} : { commentKey: set['comment-key'] }),
    shared: sharedRun(set),
    service,
  }
}

function sharedRun(set: Readonly<Record<string, string>>): SharedRunInputs {
  return {
    scope: oneOf('scope', set.scope ?? 'changed', ['changed', 'all']),
    ...(set.base === undefined ? {} : { base: set.base }),
    ...(set['max-shards'] === undefined
      ? {}
      : { maxShards: wholeNumber('max-shards', set['max-shards'], mostShards) }),
    durations: parts(set.durations, /\n/),
    ...(set.registry === undefined ? {} : { registry: set.registry }),
    ...(set.plan === undefined ? {} : { plan: set.plan }),
    ...(set.shard === undefined ? {} : { shard: parseShard(set.shard) }),
    ...(set.images === undefined ? {} : { images: set.images }),
    records: parts(set.records, /\n/),
    ...(set['plan-result'] === undefined ? {} : { planResult: set['plan-result'] }),
    ...(set['measure-result'] === undefined ? {} : { measureResult: set['measure-result'] }),
    ...timeLimitOf(set['time-limit'], set['job-started']),
    ...(set['registry-username'] === undefined ? {} : { registryUsername: set['registry-username'] }),
    ...(set['registry-password'] === undefined ? {} : { registryPassword: set['registry-password'] }),
    buildEnv: parseBuildEnv(set['build-env'] ?? ''),
  }
}

/** Counted from now where nobody says when the job began. */
function timeLimitOf(
  limit: string | undefined,
  started: string | undefined,
): Pick<SharedRunInputs, 'timeLimit'> {
  if (limit === undefined) return {}
  const minutes = parseMinutes("input 'time-limit'", limit)
  if (started === undefined) return { timeLimit: { minutes, begunAt: new Date() } }
  if (!/^\d{1,12}$/.test(started))
    throw new UsageError(`input 'job-started': ${started} is no number of seconds, as date +%s prints them`)
  return { timeLimit: { minutes, begunAt: new Date(Number(started) * 1000) } }
}

const parts = (text = '', separator: RegExp): readonly string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')

function oneOf<Name extends string>(input: string, text: string, names: readonly Name[]): Name {
  const known = names.find((name) => name === text)
  if (known !== undefined) return known
  throw new UsageError(`input '${input}': ${text} is none of ${names.join(', ')}`)
}

/** The line itself is never told: it may hold a secret. */
function parseBuildEnv(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split(/\r?\n/).flatMap((line, index): [string, string][] => {
      if (line.trim() === '') return []
      const [, name, value] = /^\s*([A-Za-z_]\w*)=(.*)$/.exec(line) ?? []
      if (name === undefined || value === undefined)
        throw new UsageError(`input 'build-env': line ${index + 1} is not of the form NAME=value`)
      return [[name, value]]
    }),
  )
}
