import type { Stand } from '../truth-server/stand.mjs'
import type { Verdicts } from './resampled.mjs'

export type Service = { readonly plan: unknown }
interface Compared {
  readonly facts: object
  readonly judgement: object
}
export const JUDGED: readonly string[]
export function serviceOf(
  stand: Stand,
  request: { readonly ownMs: number; readonly change: number; readonly samples: object },
): Promise<Service>
export function compareLive(stand: Stand, service: Service): Promise<Compared>
export function verdictsOf(judgement: object): Verdicts
