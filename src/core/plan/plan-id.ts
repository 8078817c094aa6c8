import { createHash } from 'node:crypto'
import type { PlanDocument } from '../domain/plan.js'

/** JSON in which the same always stands the same: members by name, no space, nothing that is absent. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`
}

/** Enough that no two plans meet, and short enough to stand in the name of a file. */
const idCharacters = 32

/** Digits and a to f, so that it may stand in any name. */
export const planId = (plan: Omit<PlanDocument, 'id'>): string =>
  createHash('sha256').update(canonicalJson(plan)).digest('hex').slice(0, idCharacters)
