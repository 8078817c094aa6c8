import type { Check, Suite } from '../domain/check.js'
import type { Place } from '../domain/variant.js'
import type { Complaints } from './complaints.js'
import { writtenAt } from './layers.js'
import { placed } from './positions.js'
import type { CheckInput, SmokeInput } from './schema-checks.js'

const DEFAULT_TIMEOUT_MS = 30_000
const LONGEST_NAME = 100

export function makeSuites(service: string, smoke: SmokeInput, complaints: Complaints): readonly Suite[] {
  return Object.entries(smoke).map(([name, inputs]) => {
    const taken = new Set<string>()
    const checks = inputs.map((input, index) => {
      const path = writtenAt(complaints.positions, service, ['smoke', name, index])
      const place = placed(complaints.positions, complaints.positions.valueMark(path))
      if ('http' in input && input.ignore && !input.same?.includes('body')) {
        complaints.aboutKey([...path, 'ignore'], 'has no use without `same: [body]`')
      }
      if ('log' in input && input.log.present === undefined && input.log.absent === undefined) {
        complaints.aboutKey([...path, 'log'], 'says nothing: give `present` or `absent`')
      }
      return makeCheck(input, place, taken)
    })
    return { name, checks }
  })
}

/** Two suites can each have a `GET /health`; within one the report must tell them apart. */
function unique(name: string, taken: Set<string>): string {
  let candidate = name
  for (let count = 2; taken.has(candidate); count++) candidate = `${name} (${count})`
  taken.add(candidate)
  return candidate
}

function makeCheck(input: CheckInput, place: { readonly place?: Place }, taken: Set<string>): Check {
  const base = {
    name: unique(input.name ?? shortened(calledBy(input)), taken),
    timeoutMs: input.timeout ?? DEFAULT_TIMEOUT_MS,
    ...place,
  }
  if ('http' in input) {
    const { http, body, status, json, contains, within } = input
    const [method = '', path = ''] = http.split(' ')
    return {
      ...base,
      by: 'http',
      method,
      path,
      sendHeaders: lowerCased(input['send-headers']),
      headers: lowerCased(input.headers),
      same: input.same ?? [],
      ignore: input.ignore ?? [],
      ...(body !== undefined && { body }),
      ...(status !== undefined && { status }),
      ...(json !== undefined && { json }),
      ...(contains !== undefined && { contains }),
      ...(within !== undefined && { withinMs: within }),
    }
  }
  if ('websocket' in input) {
    const { websocket, send, expect } = input
    return {
      ...base,
      by: 'websocket',
      path: websocket,
      ...(send !== undefined && { send }),
      ...(expect !== undefined && { expect }),
    }
  }
  if ('tcp' in input) return { ...base, by: 'tcp', port: input.tcp }
  if ('exec' in input) return { ...base, by: 'exec', command: input.exec }
  if ('run' in input) return { ...base, by: 'run', command: input.run }
  return { ...base, by: 'log', ...input.log }
}

function calledBy(input: CheckInput): string {
  if ('http' in input) return input.http
  if ('websocket' in input) return `websocket ${input.websocket}`
  if ('tcp' in input) return `tcp ${input.tcp}`
  if ('exec' in input)
    return input.exec.map((word) => (/^[^\s"']+$/.test(word) ? word : JSON.stringify(word))).join(' ')
  if ('run' in input) return input.run.trim()
  const { present, absent } = input.log
  const parts = [
    ...(present === undefined ? [] : [`has ${JSON.stringify(present)}`]),
    ...(absent === undefined ? [] : [`has no ${JSON.stringify(absent)}`]),
  ]
  return `log ${parts.join(' and ')}`
}

function shortened(name: string): string {
  const [first = '', ...more] = name.split(/\r?\n/)
  const isLong = first.length > LONGEST_NAME
  return isLong || more.length > 0 ? `${first.slice(0, LONGEST_NAME).trimEnd()}…` : first
}

const lowerCased = (headers: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
