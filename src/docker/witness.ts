import type { WitnessFact } from '../core/domain/start-fact.js'

/** Moments of one start on the monotonic clock: ours, and the engine's own as far as there are any. */
export interface Accounts {
  readonly askedAt: number
  readonly createdAt: number
  readonly answeredAt: number
  readonly createEventAt?: number
  readonly processStartedAt?: number
  readonly startEventAt?: number
}

/** The clocks are held together to some microseconds; what the engine stamps it may stamp a moment late. */
export const toleranceMs = 2

/**
 * A stamp's moment, where it lies within what it must lie within; just outside, it is taken for that end, or a part of a
 * start would come out below zero. Undefined where the clocks cannot differ by so much.
 */
export function fitWithin(at: number, earliest: number, latest: number): number | undefined {
  const fits = at >= earliest - toleranceMs && at <= latest + toleranceMs
  return fits ? Math.min(Math.max(at, earliest), latest) : undefined
}

/**
 * What must follow one another however busy the machine is: asked to create, created by its account, created by ours,
 * process started, started by its event, started by its answer.
 */
export function holdAgainst(accounts: Accounts): WitnessFact {
  const { askedAt, createdAt, answeredAt, createEventAt, processStartedAt, startEventAt } = accounts
  const chain = [askedAt, createEventAt, createdAt, processStartedAt, startEventAt, answeredAt]
  const known = chain.filter((at) => at !== undefined)
  const contradictionMs = Math.max(
    ...known.map((at, index) => Math.max(...known.slice(0, index + 1).map((before) => before - at))),
  )
  return {
    ...(createEventAt === undefined ? {} : { createEventMs: createEventAt - askedAt }),
    ...(startEventAt === undefined ? {} : { startEventMs: startEventAt - askedAt }),
    ...(contradictionMs > toleranceMs ? { refused: 'out-of-order', contradictionMs } : {}),
  }
}
