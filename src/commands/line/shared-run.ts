import { UsageError } from '../../core/domain/errors.js'
import { parseMinutes, parseParallel, wholeNumber } from './numbers.js'
import { given, type LineParser, type Show, showOf, type Values } from './options.js'

/** More than these GitHub does not start of one matrix. */
export const mostShards = 256

export interface ShardName {
  readonly number: number
  readonly of: number
}

/** How a run is shared out; `measure` without a plan's file makes the same plan from the same. */
interface Sharing {
  readonly config?: string
  readonly services: readonly string[]
  /** Only what changed since its merge base with this. */
  readonly base?: string
}

export interface PlanLine extends Sharing {
  readonly command: 'plan'
  /** Everything, also where it did not change. */
  readonly all: boolean
  /** Exactly so many shards. */
  readonly shards?: number
  readonly maxShards?: number
  /** No service is spread over several shards, so that nothing is built for others. */
  readonly whole: boolean
  /** Earlier run records, files or folders of them. */
  readonly durations: readonly string[]
  readonly registry?: string
  readonly json: boolean
}

export const planLine: LineParser<PlanLine> = {
  flags: [
    'config',
    'service',
    'base',
    'all',
    'shards',
    'max-shards',
    'whole',
    'durations',
    'registry',
    'json',
  ],
  mostPositionals: 0,
  parse: (values) => {
    if (values.shards !== undefined && values['max-shards'] !== undefined)
      throw new UsageError('--shards and --max-shards: one of them')
    return {
      command: 'plan',
      ...given(values, 'config', 'base', 'registry'),
      services: values.service ?? [],
      all: values.all ?? false,
      ...(values.shards !== undefined && { shards: wholeNumber('shards', values.shards, mostShards) }),
      ...(values['max-shards'] !== undefined && {
        maxShards: wholeNumber('max-shards', values['max-shards'], mostShards),
      }),
      whole: values.whole ?? false,
      durations: values.durations ?? [],
      json: values.json ?? false,
    }
  },
}

export interface BuildLine {
  readonly command: 'build'
  readonly plan: string
  readonly shard: ShardName
  /** The folder that takes the images. */
  readonly images: string
  readonly record: string
  readonly parallel?: number
  /** Minutes, from now on. */
  readonly timeLimit?: number
}

export const buildLine: LineParser<BuildLine> = {
  flags: ['plan', 'shard', 'images', 'record', 'parallel', 'time-limit'],
  mostPositionals: 0,
  parse: (values) => ({
    command: 'build',
    plan: demand(values, 'build', 'plan', 'the file that plan wrote'),
    shard: parseShard(demand(values, 'build', 'shard', 'which of how many, 1/2')),
    images: demand(values, 'build', 'images', 'a folder that takes them'),
    record: demand(values, 'build', 'record', 'a file that takes what was found'),
    ...limitsOf(values),
  }),
}

export interface MeasureLine {
  readonly command: 'measure'
  /** Without it the plan is made here, the same from the same config. */
  readonly plan?: string
  readonly shard: ShardName
  readonly config?: string
  readonly services: readonly string[]
  readonly base?: string
  readonly all: boolean
  /** Where the images are that were built elsewhere. */
  readonly images?: string
  readonly record: string
  readonly parallel?: number
  /** Minutes, from now on. */
  readonly timeLimit?: number
}

export const measureLine: LineParser<MeasureLine> = {
  flags: ['plan', 'shard', 'config', 'service', 'base', 'all', 'images', 'record', 'parallel', 'time-limit'],
  mostPositionals: 0,
  parse: (values) => {
    const own = (['config', 'service', 'base', 'all'] as const).find((name) => values[name] !== undefined)
    if (values.plan !== undefined && own !== undefined)
      throw new UsageError(`--plan holds what --${own} would say: give one of them`)
    return {
      command: 'measure',
      ...given(values, 'plan', 'config', 'base', 'images'),
      shard: parseShard(demand(values, 'measure', 'shard', 'which of how many, 3/8')),
      services: values.service ?? [],
      all: values.all ?? false,
      record: demand(values, 'measure', 'record', 'a file that takes what was found'),
      ...limitsOf(values),
    }
  },
}

const limitsOf = (values: Values): Pick<MeasureLine, 'parallel' | 'timeLimit'> => ({
  ...(values.parallel !== undefined && { parallel: parseParallel(values.parallel) }),
  ...(values['time-limit'] !== undefined && { timeLimit: parseMinutes('time-limit', values['time-limit']) }),
})

export interface ReportLine {
  readonly command: 'report'
  /** Parts of one plan and the plan, or one whole record; files or folders of them. */
  readonly records: readonly string[]
  /** Takes the whole record. */
  readonly record?: string
  readonly show: Show
}

export const reportLine: LineParser<ReportLine> = {
  flags: ['record', 'json', 'markdown'],
  mostPositionals: Number.POSITIVE_INFINITY,
  parse: (values, records) => {
    if (records.length === 0)
      throw new UsageError(
        'report takes RECORDS: the plan and what its shards wrote, or one whole run record',
      )
    return { command: 'report', records, ...given(values, 'record'), show: showOf(values) }
  },
}

export function parseShard(text: string): ShardName {
  const [, first, second] = /^(\d{1,4})\/(\d{1,4})$/.exec(text.trim()) ?? []
  const [number, of] = [Number(first), Number(second)]
  if (first !== undefined && number >= 1 && number <= of && of <= mostShards) return { number, of }
  throw new UsageError(`shard: ${text} is not of the form 3/8 (from 1/1 to ${mostShards}/${mostShards})`)
}

function demand(values: Values, command: string, name: 'plan' | 'shard' | 'images' | 'record', what: string) {
  const value = values[name]
  if (value === undefined) throw new UsageError(`${command} needs --${name}: ${what} (--help for more)`)
  return value
}
