import { inShort, shorten } from './in-short.js'
import { ignored } from './json-path.js'

export interface JsonDifference {
  /** `$.items[0].id`. */
  readonly path: string
  /** Both sides in short: a value, `nothing`, or a number of items. */
  readonly left: string
  readonly right: string
}

/**
 * Where two JSON values differ, in the order of the left one. With `subset`, members that only the right side has are
 * no difference; arrays are compared whole either way. The order of members never matters.
 */
export function* jsonDifferences(
  left: unknown,
  right: unknown,
  mode: 'equal' | 'subset',
  path = '$',
): Generator<JsonDifference> {
  if (left === ignored || right === ignored) return
  if (Array.isArray(left) && Array.isArray(right)) {
    if (left.length !== right.length) {
      yield { path: shown(path), left: `${left.length} items`, right: `${right.length} items` }
      return
    }
    for (const [index, item] of left.entries()) {
      yield* jsonDifferences(item, right[index], mode, `${path}[${index}]`)
    }
  } else if (isObject(left) && isObject(right)) {
    yield* memberDifferences(left, right, mode, path)
  } else if (left !== right) {
    yield { path: shown(path), left: inShort(left), right: inShort(right) }
  }
}

function* memberDifferences(
  left: Readonly<Record<string, unknown>>,
  right: Readonly<Record<string, unknown>>,
  mode: 'equal' | 'subset',
  path: string,
): Generator<JsonDifference> {
  for (const [key, value] of Object.entries(left)) {
    const at = path + member(key)
    if (Object.hasOwn(right, key)) yield* jsonDifferences(value, right[key], mode, at)
    else yield { path: shown(at), left: inShort(value), right: 'nothing' }
  }
  if (mode === 'subset') return
  for (const [key, value] of Object.entries(right)) {
    if (Object.hasOwn(left, key)) continue
    yield { path: shown(path + member(key)), left: 'nothing', right: inShort(value) }
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const member = (key: string): string =>
  /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key) ? `.${key}` : `[${inShort(key)}]`

const shown = (path: string): string => shorten(path, 120)
