import type * as v from 'valibot'
import type { ConfigError } from './config-error.js'
import { suggestFor } from './forms.js'
import { nearest } from './nearest.js'
import type { Path, Positions } from './positions.js'

type Issue = v.BaseIssue<unknown>

/** valibot's issue as an error a user can act on. */
export function mapIssue(issue: Issue, positions: Positions): ConfigError {
  const items = issue.path ?? []
  const path: Path = items.map((item) => item.key as string | number)
  const last = items.at(-1)
  const aboutKey = last?.type === 'object' && last.origin === 'key'
  const isMissing = aboutKey && !positions.has(path)
  const mark = aboutKey ? positions.keyMark(path) : positions.valueMark(path)
  const suggestion = isMissing ? undefined : suggest(issue, path)
  return {
    file: positions.file,
    ...mark,
    path: positions.title(path),
    message: isMissing ? missing(last) : plainMessage(issue),
    ...(suggestion !== undefined && { suggestion }),
  }
}

function missing(item: v.IssuePathItem): string {
  if (item.key === 'version') return 'is missing: begin the file with `version: 1`'
  if (item.key === 'baseline' || item.key === 'candidate') {
    return 'is missing: a service has a `baseline` and a `candidate`'
  }
  return 'is missing'
}

function plainMessage(issue: Issue): string {
  if (issue.kind === 'schema' && issue.input === null) return 'is empty: give it a value, or leave it out'
  const words = generic[issue.type]
  if (words === undefined || !issue.message.startsWith('Invalid ')) return issue.message
  return `${words(issue)}, not ${named(issue.input)}`
}

/** For schemas that bring no sentence of their own. */
const generic: Readonly<Record<string, (issue: Issue) => string>> = {
  string: () => 'must be text',
  number: () => 'must be a number',
  boolean: () => 'must be true or false',
  array: () => 'must be a list',
  strict_object: () => 'must be a map of keys and values',
  record: () => 'must be a map of names and values',
  picklist: (issue) => `must be one of ${alternatives(issue).join(', ')}`,
  literal: (issue) => `must be ${issue.expected}`,
}

function named(input: unknown): string {
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'object') return 'a map'
  return typeof input === 'string' ? `\`${input.slice(0, 60)}\`` : String(input)
}

function suggest(issue: Issue, path: Path): string | undefined {
  const { type, input } = issue
  if (issue.expected === 'never') {
    return nearest(String(input), issue.requirement as readonly string[])
  }
  const formed = suggestFor(issue.message, input)
  if (formed !== undefined) return formed
  if (type === 'picklist') return nearest(String(input), alternatives(issue))
  if (typeof input === 'boolean' && issue.kind === 'schema' && issue.message === 'must be text')
    return `"${input}"`
  if (typeof input !== 'string') return undefined
  if (type === 'number' && /^\d{1,9}$/.test(input)) return input
  if (type === 'boolean' && Object.hasOwn(truths, input.toLowerCase())) return truths[input.toLowerCase()]
  if (type === 'array') return asList(input, path)
  return undefined
}

const truths: Readonly<Record<string, string>> = {
  true: 'true',
  yes: 'true',
  on: 'true',
  '1': 'true',
  false: 'false',
  no: 'false',
  off: 'false',
  '0': 'false',
}

function asList(input: string, path: Path): string | undefined {
  if (input.length > 100) return undefined
  const isCommand = path.at(-1) === 'command' || path.at(-1) === 'exec'
  if (!isCommand) return `[${input}]`
  return /["'`$|&;<>\\,[\]{}#]/.test(input)
    ? `[sh, -c, ${JSON.stringify(input)}]`
    : `[${input.trim().split(/\s+/).join(', ')}]`
}

const alternatives = (issue: Issue): readonly string[] =>
  (issue.expected ?? '').replace(/[()"]/g, '').split(' | ')
