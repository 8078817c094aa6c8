import { EnvironmentError, UsageError } from '../core/domain/errors.js'
import type { Facts } from '../core/domain/facts.js'
import { type Failure, isEnvironmental } from '../core/domain/failure.js'
import type { PartialRecord } from '../core/domain/part.js'
import type { RunRecord } from '../core/domain/record.js'
import { printableLines } from '../core/report/escape-terminal.js'

export const exitCodes = { pass: 0, fail: 1, usage: 2, environment: 3, interrupted: 130 } as const

/** An inconclusive run ends with 0: it found nothing to fail. A machine that gave way is no verdict at all. */
export function exitCodeOf({ facts, judgement }: RunRecord): number {
  if (facts.interrupted?.reason === 'cancelled') return exitCodes.interrupted
  if (judgement.verdict === 'fail') return exitCodes.fail
  const unreachable = failuresOf(facts).some(({ reason }) => reason === 'registry-unreachable')
  const gaveWay = facts.interrupted !== undefined || (facts.lost ?? []).length > 0 || unreachable
  return gaveWay ? exitCodes.environment : exitCodes.pass
}

/** A shard judges nothing: it ends with 0 where it did what it was to do, whatever that shows. */
export function exitCodeOfPart({ facts }: Pick<PartialRecord, 'facts'>): number {
  const { interrupted } = facts
  if (interrupted?.reason === 'cancelled') return exitCodes.interrupted
  const gaveWay = failuresOf(facts).some(isEnvironmental)
  return interrupted === undefined && !gaveWay ? exitCodes.pass : exitCodes.environment
}

/** Of the base nothing fails this change, not even by the machine's doing. */
const failuresOf = ({ prepared }: Facts): readonly Failure[] =>
  prepared.flatMap(({ ref, failure }) => (failure && ref.revision === 'head' ? [failure] : []))

export function exitCodeOfError(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage
  if (error instanceof EnvironmentError) return exitCodes.environment
  return exitCodes.environment
}

/** For the person who must act: what failed and what to try, without a stack. */
export const describeError = (error: unknown): string => printableLines([sayError(error)]).join('\n')

function sayError(error: unknown): string {
  if (error instanceof EnvironmentError) return `${error.message}\n  try: ${error.advice}`
  if (error instanceof UsageError) return error.message
  const message = error instanceof Error ? error.message : String(error)
  return `${message}\n  this is not supposed to happen: please report it with the command and this line`
}
