import type { Answer, OperationName } from './conformance.js'

/** What goes wrong instead of, or after, the work. */
export type Fault =
  | { readonly goes: 'refused'; readonly answer: Answer }
  /** An answer that is not GitHub's: a proxy's page, half a document. */
  | { readonly goes: 'garbled'; readonly status: number; readonly type: string; readonly text: string }
  | { readonly goes: 'silent' }
  | { readonly goes: 'reset' }
  /** The work is done, but the answer never arrives. */
  | { readonly goes: 'lost' }
  | { readonly goes: 'slow'; readonly delayMs: number }
  /** Somebody else acts between this request and the next. */
  | { readonly goes: 'then'; readonly act: () => unknown }

export interface FaultPlan {
  plan(operation: OperationName, ...faults: readonly Fault[]): void
  next(operation: OperationName): Fault | undefined
  readonly left: number
}

/** Faults are used up one by one, in order, by requests for the operation. */
export function makeFaultPlan(): FaultPlan {
  const queues = new Map<OperationName, Fault[]>()
  return {
    plan: (operation, ...faults) => {
      queues.set(operation, [...(queues.get(operation) ?? []), ...faults])
    },
    next: (operation) => queues.get(operation)?.shift(),
    get left() {
      return [...queues.values()].reduce((sum, queue) => sum + queue.length, 0)
    },
  }
}

export const refused = (answer: Answer): Fault => ({ goes: 'refused', answer })
export const times = (count: number, fault: Fault): readonly Fault[] => Array<Fault>(count).fill(fault)
