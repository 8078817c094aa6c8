import * as v from 'valibot'
import type { PartialRecord } from '../domain/part.js'
import { partSchema } from './schema-part.js'

export type ParsedPart =
  | { readonly outcome: 'parsed'; readonly part: PartialRecord }
  /** Where in the document it is no shard's part, and why. */
  | { readonly outcome: 'refused'; readonly path: string; readonly message: string }

const known = v.looseObject({ recordVersion: v.literal(1), part: v.looseObject({}) })

export function parsePart(document: unknown): ParsedPart {
  if (!v.is(known, document))
    return {
      outcome: 'refused',
      path: 'recordVersion',
      message:
        "not a shard's part of version 1: made by another version of container-migrate, or by something else",
    }
  const { success, output, issues } = v.safeParse(partSchema, document, { abortEarly: true })
  if (success) return { outcome: 'parsed', part: output }
  const [issue] = issues
  return { outcome: 'refused', path: v.getDotPath(issue) ?? '', message: issue.message }
}
