import * as v from 'valibot'
import { shown } from './config-error.js'
import { nearest } from './nearest.js'

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type RunConfig = v.Config<v.BaseIssue<unknown>>

/**
 * A map with known keys only. valibot's own stops at the first unknown key and takes a list for a map; a user wants
 * every typo at once. `elsewhere` says where a key belongs that is known, only not here.
 */
export function strict<const Entries extends v.ObjectEntries>(
  entries: Entries,
  elsewhere: Readonly<Record<string, string>> = {},
  noun: 'key' | 'metric' = 'key',
): v.StrictObjectSchema<Entries, undefined> {
  const schema = v.strictObject(entries)
  const known = v.object(entries)
  return {
    ...schema,
    '~run'(dataset: v.UnknownDataset, config: RunConfig) {
      const input = dataset.value
      if (!isRecord(input)) {
        v._addIssue(schema, 'type', dataset, config)
        return dataset
      }
      const checked = known['~run'](dataset, config)
      for (const key of Object.keys(input)) {
        if (Object.hasOwn(entries, key)) continue
        const belongs = Object.hasOwn(elsewhere, key) ? elsewhere[key] : undefined
        v._addIssue({ ...schema, requirement: belongs ? [] : Object.keys(entries) }, 'key', checked, config, {
          input: key,
          expected: 'never',
          message: belongs ?? unknownKey(key, Object.keys(entries), noun),
          path: [{ type: 'object', origin: 'key', input, key, value: input[key] }],
        })
      }
      return checked
    },
  } as v.StrictObjectSchema<Entries, undefined>
}

const MOST_LISTED = 16

function unknownKey(key: string, known: readonly string[], noun: string): string {
  const close = nearest(key, known)
  const others = known.length <= MOST_LISTED ? `: known here are ${known.join(', ')}` : ''
  return `is not a known ${noun}${close === undefined ? others : ''}`
}

/** A map whose keys the user chooses. valibot's own takes a list for a map. */
export function mapOf<Value extends v.GenericSchema>(
  name: v.GenericSchema<string, string>,
  value: Value,
): v.RecordSchema<v.GenericSchema<string, string>, Value, undefined> {
  const schema = v.record(name, value)
  return {
    ...schema,
    '~run'(dataset: v.UnknownDataset, config: RunConfig) {
      if (isRecord(dataset.value)) return schema['~run'](dataset, config)
      v._addIssue(schema, 'type', dataset, config)
      return dataset
    },
  } as typeof schema
}

/** What `pick` answers: the option to hold the value against, or why none fits (about one key, where one is to blame). */
export type Choice<Option> = Option | Refusal

interface Refusal {
  readonly refused: string
  readonly key?: string
  /** The keys one of which was probably meant. */
  readonly meant?: readonly string[]
}

/**
 * One of several shapes, chosen by a look at the value. A plain union can only say that nothing matched; this says what
 * is wrong with the shape that was meant.
 */
export function pick<const Options extends readonly v.GenericSchema[]>(
  options: Options,
  choose: (value: unknown, options: Options) => Choice<Options[number]>,
): v.UnionSchema<Options, undefined> {
  const schema = v.union(options)
  return {
    ...schema,
    '~run'(dataset: v.UnknownDataset, config: RunConfig) {
      const input = dataset.value
      const choice = choose(input, options)
      if (!('refused' in choice)) return choice['~run'](dataset, config)
      const { refused: message, key, meant } = choice
      if (key === undefined || !isRecord(input)) v._addIssue(schema, 'type', dataset, config, { message })
      else {
        const path: [v.ObjectPathItem] = [{ type: 'object', origin: 'key', input, key, value: input[key] }]
        const about = meant ? { input: key, expected: 'never' } : {}
        v._addIssue({ ...schema, requirement: meant }, 'key', dataset, config, { ...about, message, path })
      }
      return dataset
    },
  } as v.UnionSchema<Options, undefined>
}

/** A short scalar form or the full map. */
export const shortOrMap = <const Short extends v.GenericSchema, const Full extends v.GenericSchema>(
  short: Short,
  full: Full,
) => pick([short, full], (value, [first, second]) => (isRecord(value) ? second : first))

/**
 * For maps that are told apart by the one key they must have. `refuse` may turn down a key that is recognised but not
 * served.
 */
export function pickByKey<const Options extends readonly v.GenericSchema[]>(
  keys: readonly string[],
  options: Options,
  words: { readonly noun: string; readonly refused?: Readonly<Record<string, string>> },
): v.UnionSchema<Options, undefined> {
  const list = keys.map((key) => `\`${key}\``).join(', ')
  return pick(options, (value) => {
    if (!isRecord(value)) return { refused: `must be a map with one of ${list}` }
    for (const [key, refused] of Object.entries(words.refused ?? {})) {
      if (Object.hasOwn(value, key)) return { refused, key }
    }
    const given = Object.keys(value).filter((key) => keys.includes(key))
    const [first, second] = given
    if (second !== undefined) {
      return {
        refused: `${shown(first)} and ${shown(second)} are both given: ${words.noun} has one of ${list}`,
        key: second,
      }
    }
    const option = first === undefined ? undefined : options[keys.indexOf(first)]
    if (option) return option
    const typo = Object.keys(value).find((key) => nearest(key, keys) !== undefined)
    return typo === undefined
      ? { refused: `needs one of ${list}` }
      : { refused: 'is not a known key', key: typo, meant: keys }
  })
}
