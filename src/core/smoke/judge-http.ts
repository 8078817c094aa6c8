import type { HttpCheck } from '../domain/check.js'
import type { Answer } from './answer.js'
import { matchesGlob } from './glob.js'
import { inShort } from './in-short.js'
import { jsonDifferences } from './json-differences.js'
import { readJson } from './read-json.js'

type Expectation = Pick<HttpCheck, 'status' | 'headers' | 'json' | 'contains' | 'withinMs'>

/** What an answer lacks of what the check expects, each in one line; empty where it is as expected. */
export function judgeHttp(check: Expectation, answer: Answer): readonly string[] {
  return [
    ...judgeStatus(check, answer),
    ...judgeHeaders(check, answer),
    ...judgeJson(check, answer),
    ...judgeText(check, answer),
    ...judgeTime(check, answer),
  ]
}

function judgeStatus({ status }: Expectation, answer: Answer): readonly string[] {
  const passes = status === undefined ? answer.status >= 200 && answer.status < 400 : answer.status === status
  return passes ? [] : [`status: expected ${status ?? '2xx or 3xx'}, got ${answer.status}`]
}

function judgeHeaders({ headers }: Expectation, answer: Answer): readonly string[] {
  return Object.entries(headers).flatMap(([name, expected]) => {
    const key = name.toLowerCase()
    const got = Object.hasOwn(answer.headers, key) ? answer.headers[key] : undefined
    if (got === undefined) return [`header ${name}: expected ${inShort(expected)}, got none`]
    if (matchesGlob(expected, got)) return []
    return [`header ${name}: expected ${inShort(expected)}, got ${inShort(got)}`]
  })
}

function judgeJson({ json }: Expectation, answer: Answer): readonly string[] {
  if (json === undefined) return []
  const body = readJson(answer)
  if (!body.readable) return [`json: expected ${inShort(json)}, but the body is ${body.why}`]
  for (const first of jsonDifferences(json, body.value, 'subset')) {
    return [`json ${first.path}: expected ${first.left}, got ${first.right}`]
  }
  return []
}

function judgeText({ contains }: Expectation, answer: Answer): readonly string[] {
  if (contains === undefined || answer.body.includes(contains)) return []
  const looked = answer.bodyCut ? `the first ${answer.body.length} characters, ` : ''
  return [`body: expected to contain ${inShort(contains)}, got ${looked}${inShort(answer.body)}`]
}

function judgeTime({ withinMs }: Expectation, answer: Answer): readonly string[] {
  if (withinMs === undefined || answer.durationMs <= withinMs) return []
  return [`time: expected an answer within ${withinMs} ms, got it after ${Math.ceil(answer.durationMs)} ms`]
}
