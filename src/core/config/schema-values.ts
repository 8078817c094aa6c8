import * as v from 'valibot'
import { formed, share, timeout } from './forms.js'
import { mapOf, pick, strict } from './schema-blocks.js'

/** Text of the user's own; a number is taken as it was typed, so that `user: 1000` needs no quotes. */
export const text = (description?: string) => {
  const words = 'must be text'
  const options = [v.string(words), v.pipe(v.number(words), v.transform(String))] as const
  const schema = pick(options, (value, [string, number]) => (typeof value === 'number' ? number : string))
  return description === undefined ? v.pipe(schema) : v.pipe(schema, v.description(description))
}

export const nonEmptyText = (description: string) =>
  v.pipe(v.string('must be text'), v.nonEmpty('must not be empty'), v.description(description))

/** An argument list: never a line for a shell, so that nobody wonders who quotes. */
export const command = (description: string) =>
  v.pipe(v.array(text()), v.nonEmpty('must not be empty'), v.description(description))

export const textMap = (name: Parameters<typeof formed>[0], description: string) =>
  v.pipe(mapOf(formed(name), text()), v.description(description))

export const wholeNumber = (from: number, to: number, description: string) => {
  const words = `must be a whole number from ${from} to ${to}`
  return v.pipe(
    v.number(words),
    v.integer(words),
    v.minValue(from, words),
    v.maxValue(to, words),
    v.description(description),
  )
}

export const port = (description: string) => {
  const words = 'must be a port, from 1 to 65535'
  return v.pipe(
    v.number(words),
    v.integer(words),
    v.minValue(1, words),
    v.maxValue(65_535, words),
    v.description(description),
  )
}

export const samples = v.pipe(
  strict({
    min: v.exactOptional(wholeNumber(1, 1000, 'Take at least this many pairs. Default: 6.')),
    max: v.exactOptional(wholeNumber(1, 1000, 'Take at most this many pairs. Default: 30.')),
    for: v.exactOptional(timeout('Take no further pair after this long, once there are `min`. Default: 5m.')),
    matters: v.exactOptional(
      v.pipe(
        share('The smallest difference that matters: what surely differs by less is the same. Default: 5%.'),
        v.minValue(0.001, 'must be at least 0.1%'),
      ),
    ),
    cold: v.exactOptional(
      v.pipe(
        v.boolean('must be true or false'),
        v.description(
          'Drop the page cache before every timed start, where that is permitted: as root, on the machine of the engine. Default: false.',
        ),
      ),
    ),
  }),
  v.description('Timed metrics are sampled in pairs, baseline and candidate in turn, until settled or max.'),
)
