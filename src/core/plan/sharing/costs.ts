import type { Unit } from '../../domain/plan.js'

/** What a service costs a runner, in milliseconds. */
export interface ServiceCost {
  readonly service: string
  /** Both variants built, pulled or loaded from their sources, and read. */
  readonly prepareMs: number
  readonly units: readonly UnitCost[]
  /** What a process runs lies on its machine only, so nobody can prepare it for another. */
  readonly staysWhole: boolean
}

interface UnitCost {
  readonly unit: Unit
  readonly durationMs: number
}

/** From a job's start to the first thing that is ours: the runner is made ready, the repository checked out, this tool loaded. */
export const setUpMs = 30_000

/** Both images of a service packed or pushed, at some 20 MB/s of compressed layers; a few hundred megabytes are usual. */
export const sendMs = 15_000

/** The same images fetched and loaded, on each shard that measures a part of their service. */
export const takeMs = 10_000

/** Ending sooner by less than one more runner takes to be set up is not worth a second stage with runners of its own. */
export const isWorthSpreading = (spreadMs: number, allWholeMs: number): boolean =>
  spreadMs + setUpMs < allWholeMs

export const wholeMs = ({ prepareMs, units }: ServiceCost): number =>
  units.reduce((sum, { durationMs }) => sum + durationMs, prepareMs)

/** Whether it may be spread over several shards at all. */
export const canSpread = ({ staysWhole, units }: ServiceCost): boolean => !staysWhole && units.length > 1
