import type { PartialRecord } from '../domain/part.js'
import type { PlanDocument } from '../domain/plan.js'
import type { RunRecord } from '../domain/record.js'
import { parsePart } from './parse-part.js'
import { parsePlan } from './parse-plan.js'
import { parseRecord } from './parse-record.js'

/** What a JSON document is to a report. */
export type AnyDocument =
  | { readonly is: 'record'; readonly record: RunRecord }
  | { readonly is: 'plan'; readonly plan: PlanDocument }
  | { readonly is: 'part'; readonly part: PartialRecord }
  /** What else a run writes beside them, and no report is about. */
  | { readonly is: 'beside' }
  | { readonly is: 'refused'; readonly why: string }

export function parseAny(document: unknown): AnyDocument {
  if (has(document, 'planVersion')) {
    const parsed = parsePlan(document)
    return parsed.outcome === 'parsed' ? { is: 'plan', plan: parsed.plan } : refuse('a plan', parsed)
  }
  if (has(document, 'part')) {
    const parsed = parsePart(document)
    return parsed.outcome === 'parsed' ? { is: 'part', part: parsed.part } : refuse("a shard's part", parsed)
  }
  if (has(document, 'recordVersion')) {
    const parsed = parseRecord(document)
    return parsed.outcome === 'parsed'
      ? { is: 'record', record: parsed.record }
      : refuse('a run record', parsed)
  }
  if (has(document, 'imagesVersion')) return { is: 'beside' }
  return { is: 'refused', why: "it is neither a plan, nor a shard's part, nor a run record" }
}

const has = (document: unknown, name: string): boolean =>
  typeof document === 'object' && document !== null && Object.hasOwn(document, name)

const refuse = (what: string, { path, message }: { path: string; message: string }): AnyDocument => ({
  is: 'refused',
  why: `it should be ${what}, but ${path === '' ? '' : `at ${path}: `}${message}`,
})
