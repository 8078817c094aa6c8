import { parseArgs } from 'node:util'
import { nearest } from '../../core/config/nearest.js'
import { UsageError } from '../../core/domain/errors.js'

/** Budgets of the one service that `compare BASELINE CANDIDATE` describes, named as the action's inputs are. */
export const budgetFlags = [
  'image-size',
  'pull-size',
  'unique-size',
  'startup',
  'memory-idle',
  'memory-after',
  'memory-peak',
  'build-time',
  'context-size',
  'suite-time',
  'failure-rate',
  'wasted-bytes',
  'efficiency',
] as const

type BudgetFlag = (typeof budgetFlags)[number]

const text = { type: 'string' } as const
const texts = { type: 'string', multiple: true } as const
const flag = { type: 'boolean' } as const

const budgets = Object.fromEntries(budgetFlags.map((name) => [name, text])) as Record<BudgetFlag, typeof text>

/** Every flag there is; which command takes which stands with the command. */
const options = {
  config: text,
  service: texts,
  parallel: text,
  max: text,
  json: flag,
  markdown: flag,
  record: text,
  keep: flag,
  print: flag,
  all: flag,
  version: { ...flag, short: 'v' },
  help: { ...flag, short: 'h' },
  against: text,
  platform: text,
  'exact-pull': flag,
  'content-hashes': flag,
  dockerfile: text,
  context: text,
  port: text,
  ready: text,
  smoke: texts,
  base: text,
  shards: text,
  'max-shards': text,
  whole: flag,
  durations: texts,
  registry: text,
  plan: text,
  shard: text,
  images: text,
  'time-limit': text,
  ...budgets,
} as const

export type Flag = keyof typeof options
export type Values = ReturnType<typeof parseOptions>['values']

export function parseOptions(argv: readonly string[]) {
  const parsed = parseStrictly(argv)
  const seen = new Set<string>()
  for (const token of parsed.tokens) {
    if (token.kind !== 'option' || token.value === undefined) continue
    const { name, value } = token
    // A variable that was never set.
    if (value.trim() === '') throw new UsageError(`--${name} is empty (--help for more)`)
    // Whichever of them counted, it would not be what somebody meant.
    if (seen.has(name) && !mayComeAgain(name))
      throw new UsageError(`--${name} is given more than once (--help for more)`)
    seen.add(name)
  }
  return parsed
}

const mayComeAgain = (name: string): boolean => options[name as Flag] === texts

function parseStrictly(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true, tokens: true })
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.split('. ')[0] : String(cause)
    const unknown = /^Unknown option '--([^']+)'/.exec(message ?? '')?.[1]
    const meant = unknown && nearest(unknown, Object.keys(options))
    const instead = meant ? `: did you mean --${meant}?` : ''
    throw new UsageError(`${message}${instead} (--help for more)`, { cause })
  }
}

/** A command's own part of the command line: what it takes, and what that means. */
export interface LineParser<Line> {
  readonly flags: readonly Flag[]
  readonly mostPositionals: number
  readonly parse: (values: Values, positionals: readonly string[]) => Line
}

/** What was given of these, under their own names. */
export const given = <Name extends Flag>(
  values: Values,
  ...names: readonly Name[]
): { readonly [Key in Name]?: NonNullable<Values[Key]> } =>
  Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]))) as {
    readonly [Key in Name]?: NonNullable<Values[Key]>
  }

export type Show = 'text' | 'json' | 'markdown'

export function showOf(values: Values): Show {
  if (values.json && values.markdown) throw new UsageError('--json and --markdown: one of them')
  return values.json ? 'json' : values.markdown ? 'markdown' : 'text'
}
