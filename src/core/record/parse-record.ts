import * as v from 'valibot'
import type { RunRecord } from '../domain/record.js'
import { recordSchema } from './schema.js'

export type ParsedRecord =
  | { readonly outcome: 'parsed'; readonly record: RunRecord }
  /** Where in the document it is not a run record, and why. */
  | { readonly outcome: 'refused'; readonly path: string; readonly message: string }

const known = v.looseObject({ recordVersion: v.literal(1) })

export function parseRecord(document: unknown): ParsedRecord {
  const { issues: versionIssues } = v.safeParse(known, document)
  if (versionIssues)
    return {
      outcome: 'refused',
      path: 'recordVersion',
      message:
        'not a run record of version 1: made by another version of container-migrate, or by something else',
    }
  const { success, output, issues } = v.safeParse(recordSchema, document, { abortEarly: true })
  if (success) return { outcome: 'parsed', record: output }
  const [issue] = issues
  return { outcome: 'refused', path: v.getDotPath(issue) ?? '', message: issue.message }
}
