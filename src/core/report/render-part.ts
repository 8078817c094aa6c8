import type { PartialRecord } from '../domain/part.js'
import { said, whatItDid } from '../findings/failures.js'
import { count, quantity } from '../findings/quantity.js'
import { nameOfShard } from '../stats/observe/name-of-shard.js'
import { printable, printableLines, printablePieces } from './escape-terminal.js'

/** For somebody at a terminal, or the log of a job: what a shard did, and where that is. Nothing is judged here. */
export function renderPart({ part, run, facts }: PartialRecord, file: string): string {
  const { interrupted, prepared } = facts
  const name = `${nameOfShard(part)} of ${part.of}`
  const took = quantity(run.durationMs, 'ms')
  const services = new Set(prepared.map(({ ref }) => ref.service)).size
  const units = part.done?.length ?? 0
  const did = part.stage === 'build' ? count(services, 'service') : count(units, 'unit')
  const lines = [
    interrupted === undefined
      ? `${name}: ${did} of work done in ${took}; judged once all shards are together`
      : `${name} ${whatItDid(interrupted)} after ${took}, with ${did} of work done: ${printablePieces(said(interrupted))}`,
    ...printableLines(interrupted?.tail ?? []).map((line) => `  ${line}`),
    `part of plan ${printable(part.plan)}: ${printable(file)}`,
  ]
  return `${lines.join('\n')}\n`
}
