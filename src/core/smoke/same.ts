import type { HttpCheck } from '../domain/check.js'
import type { Answer } from './answer.js'
import { inShort } from './in-short.js'
import { jsonDifferences } from './json-differences.js'
import { parseJsonPath, withoutPath } from './json-path.js'
import { readJson } from './read-json.js'
import { comparable } from './volatile-headers.js'

type Sameness = Pick<HttpCheck, 'same' | 'ignore'>

const mostShown = 5

/** Where the candidate's answer is not the baseline's although the check says it must be, each in one line. */
export function compareAnswers(check: Sameness, baseline: Answer, candidate: Answer): readonly string[] {
  const found = check.same.flatMap((part) => [...differencesIn[part](check, baseline, candidate)])
  const more = found.length - mostShown
  return more <= 0 ? found : [...found.slice(0, mostShown), `and ${more} more`]
}

type Compare = (check: Sameness, baseline: Answer, candidate: Answer) => Iterable<string>

const differencesIn: Readonly<Record<HttpCheck['same'][number], Compare>> = {
  status: (_check, baseline, candidate) =>
    baseline.status === candidate.status
      ? []
      : [`status: baseline ${baseline.status}, candidate ${candidate.status}`],

  *headers(_check, baseline, candidate) {
    const names = [...new Set([...Object.keys(baseline.headers), ...Object.keys(candidate.headers)])].sort()
    for (const name of names) {
      const left = headerOf(baseline, name)
      const right = headerOf(candidate, name)
      const how = comparable(name)
      const same = how === 'presence' ? (left === undefined) === (right === undefined) : left === right
      if (how === 'nothing' || same) continue
      yield `header ${inShort(name).slice(1, -1)}: baseline ${orNone(left)}, candidate ${orNone(right)}`
    }
  },

  *body(check, baseline, candidate) {
    if (baseline.bodySha256 === candidate.bodySha256 && !baseline.bodyCut && !candidate.bodyCut) return
    const left = readJson(baseline)
    const right = readJson(candidate)
    if (left.readable && right.readable) yield* compareJson(check, left.value, right.value)
    else yield* compareText(baseline, candidate)
  },
}

function* compareJson({ ignore }: Sameness, baseline: unknown, candidate: unknown): Iterable<string> {
  let left = baseline
  let right = candidate
  for (const text of ignore) {
    const path = parseJsonPath(text)
    if (path === undefined) {
      yield `ignore: ${inShort(text)} is not a JSON path`
      continue
    }
    left = withoutPath(left, path)
    right = withoutPath(right, path)
  }
  for (const { path, ...found } of jsonDifferences(left, right, 'equal')) {
    yield `body ${path}: baseline ${found.left}, candidate ${found.right}`
  }
}

function* compareText(baseline: Answer, candidate: Answer): Iterable<string> {
  const left = baseline.body.split(/\r?\n/)
  const right = candidate.body.split(/\r?\n/)
  const differs = Array.from({ length: Math.max(left.length, right.length) }).findIndex(
    (_, at) => left[at] !== right[at],
  )
  if (differs >= 0) {
    yield `body line ${differs + 1}: baseline ${orNone(left[differs])}, candidate ${orNone(right[differs])}`
  } else if (baseline.bodySha256 !== candidate.bodySha256) {
    yield 'body: reads the same as text, but its bytes differ'
  } else if (lengthOf(baseline) !== lengthOf(candidate)) {
    // Both were cut at the same place; what the servers said of the length is all that is known of the rest.
    yield `body: baseline ${lengthOf(baseline)}, candidate ${lengthOf(candidate)}`
  }
}

const lengthOf = ({ headers, bodyCut }: Answer): string =>
  bodyCut ? `${headers['content-length'] ?? 'an unknown number of'} bytes` : 'shorter'

/** A hostile server may name a header like a member that every object has. */
const headerOf = ({ headers }: Answer, name: string): string | undefined =>
  Object.hasOwn(headers, name) ? headers[name] : undefined

const orNone = (text: string | undefined): string => (text === undefined ? 'none' : inShort(text))
