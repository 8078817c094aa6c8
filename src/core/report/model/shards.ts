import type { MachineFact } from '../../domain/facts.js'
import type { ShardFact } from '../../domain/record.js'
import { said, whatItDid } from '../../findings/failures.js'
import { count, quantity } from '../../findings/quantity.js'
import { plain } from '../../findings/text.js'
import { nameOfShard } from '../../stats/observe/name-of-shard.js'

/** The machines that shared a run, as a reader meets them. Foreign text is in it. */
export interface ShardsReport {
  /** How many there were, and which were lost: one sentence. */
  readonly summary: string
  /** On which machines, where these differ. */
  readonly machines: readonly string[]
  readonly rows: readonly ShardRow[]
  /** How many went well and are not among the rows. */
  readonly untold: number
}

interface ShardRow {
  readonly name: string
  readonly duration?: string
  readonly machine?: string
  /** What became of it, where that is not simply its end. */
  readonly failure?: string
}

const mostRows = 30

export function reportShards(shards: readonly ShardFact[]): ShardsReport {
  const failed = shards.filter(({ failure }) => failure !== undefined)
  const machines = [...new Set(shards.flatMap(({ machine }) => (machine ? [nameOfMachine(machine)] : [])))]
  const told = shards.length <= mostRows ? shards : failed.slice(0, mostRows)
  return {
    summary: summaryOf(shards, failed),
    machines: machines.length > 1 ? machines : [],
    rows: told.map(rowOf),
    untold: shards.length - told.length,
  }
}

function summaryOf(shards: readonly ShardFact[], failed: readonly ShardFact[]): string {
  const builders = shards.filter(({ stage }) => stage === 'build').length
  const measured = count(shards.length - builders, 'shard')
  const all = builders === 0 ? measured : `${measured} and ${count(builders, 'build shard')}`
  const times = shards.flatMap(({ durationMs }) => durationMs ?? [])
  const longest = times.reduce((most, one) => Math.max(most, one), 0)
  const took = times.length === 0 ? '' : `, the longest in ${quantity(longest, 'ms')}`
  if (failed.length === 0) return `${all}${took}`
  const named = failed.slice(0, 3).map(nameOfShard).join(', ')
  const more = failed.length > 3 ? ` and ${failed.length - 3} more` : ''
  return `${all}${took}; not whole: ${named}${more}`
}

const rowOf = (shard: ShardFact): ShardRow => {
  const { durationMs, machine, failure } = shard
  return {
    name: nameOfShard(shard),
    ...(durationMs !== undefined && { duration: quantity(durationMs, 'ms') }),
    ...(machine && { machine: nameOfMachine(machine) }),
    ...(failure && { failure: whatBecame(failure) }),
  }
}

const whatBecame = (failure: NonNullable<ShardFact['failure']>): string =>
  failure.reason === 'shard-lost'
    ? `lost: ${failure.message}`
    : `${whatItDid(failure)}: ${plain(said(failure))}`

const nameOfMachine = ({ cpus, cpuModel, memoryBytes, platform, engineVersion }: MachineFact): string =>
  [
    `${cpus} × ${cpuModel}`,
    quantity(memoryBytes, 'bytes', 2),
    platform,
    ...(engineVersion === undefined ? [] : [`engine ${engineVersion}`]),
  ].join(', ')
