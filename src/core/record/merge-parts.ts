import type { Facts, MachineFact } from '../domain/facts.js'
import type { PartialRecord, Stage } from '../domain/part.js'
import type { PlanDocument } from '../domain/plan.js'
import type { RunRecord, ShardFact, Subject } from '../domain/record.js'
import { checkPart, checkPlans, checkSubjects, chooseAttempts } from './merge/check-parts.js'
import { findLostParts, noRecord, type Parts } from './merge/find-lost.js'
import { mergeFacts } from './merge/merge-facts.js'
import { findOtherImages, type OtherImages, withoutServices } from './merge/other-images.js'
import type { PartFile, PlanFile, Refusal } from './merge/refusal.js'

export type UnjudgedRecord = Omit<RunRecord, 'judgement'>

export type MergedParts =
  | { readonly outcome: 'merged'; readonly record: UnjudgedRecord; readonly plan: PlanDocument }
  | { readonly outcome: 'refused'; readonly refusals: readonly Refusal[] }

export interface ToMerge {
  readonly plans: readonly PlanFile[]
  /** In any order. */
  readonly parts: readonly PartFile[]
  /** Of whoever merges. */
  readonly tool: RunRecord['tool']
  /** When it is merged, ISO 8601: what a run has for its beginning of which no part came. */
  readonly at: string
}

/**
 * A plan and what its shards found, as one record: the facts in the plan's order, and what is missing as facts too. The
 * same parts give the same record, in whatever order they come and however many shards they are of.
 */
export function mergeParts({ plans, parts: files, tool, at }: ToMerge): MergedParts {
  const checked = checkPlans(plans, files)
  if ('refusals' in checked) return { outcome: 'refused', refusals: checked.refusals }
  const { plan } = checked.plan
  const unfit = files.flatMap((one) => checkPart(one, checked.plan))
  if (unfit.length > 0) return { outcome: 'refused', refusals: unfit }
  const { chosen, refusals } = chooseAttempts(files)
  const all = [...refusals, ...checkSubjects(chosen)]
  if (all.length > 0) return { outcome: 'refused', refusals: all }
  return {
    outcome: 'merged',
    plan,
    record: merge(
      plan,
      chosen.map(({ part }) => part),
      tool,
      at,
    ),
  }
}

function merge(
  plan: PlanDocument,
  chosen: readonly PartialRecord[],
  tool: RunRecord['tool'],
  at: string,
): UnjudgedRecord {
  const parts: Parts = { builds: byNumber(chosen, 'build'), shards: byNumber(chosen, 'measure') }
  const inOrder = allOf(parts)
  const others = findOtherImages(plan, parts)
  const shards = shardFacts(plan, parts, others)
  return {
    recordVersion: 1,
    tool,
    run: {
      // The run is the plan's: who reports it again reports the same run.
      id: plan.id.replace(/^.*:/, '').slice(0, 12),
      ...duration(inOrder, at),
      ...(plan.shards.length + plan.builds.length > 1 && { shards }),
    },
    scope: { ...plan.scope, unchanged: plan.unchanged },
    subject: mergeSubjects(inOrder),
    config: plan.config,
    facts: mergeAll(plan, parts, others),
  }
}

const allOf = ({ builds, shards }: Parts): readonly PartialRecord[] => [
  ...builds.values(),
  ...shards.values(),
]

const byNumber = (parts: readonly PartialRecord[], stage: Stage): ReadonlyMap<number, PartialRecord> =>
  new Map(
    parts
      .filter(({ part }) => part.stage === stage)
      .sort((one, other) => one.part.shard - other.part.shard)
      .map((one) => [one.part.shard, one]),
  )

function mergeAll(plan: PlanDocument, parts: Parts, others: OtherImages): Facts {
  const all = allOf(parts)
  const machine = sameMachine(all)
  const lost = findLostParts(plan, parts, others)
  const interrupted = wholeInterruption(all)
  const builds = [...parts.builds.values()].map(({ facts }) => facts)
  const measured = [...parts.shards].map(([number, { facts }]) => withoutServices(facts, others.get(number)))
  return {
    ...(machine && { machine }),
    ...mergeFacts(plan.config, { builds, shards: measured }),
    ...(interrupted && { interrupted }),
    ...(lost.length > 0 && { lost }),
  }
}

/** One machine did all, or several that are alike to the last byte of their memory. */
function sameMachine(parts: readonly PartialRecord[]): MachineFact | undefined {
  const machines = parts.flatMap(({ facts }) => facts.machine ?? [])
  return new Set(machines.map((machine) => JSON.stringify(machine))).size === 1 ? machines[0] : undefined
}

/** Only where every shard that left a record was cut off for one reason was it the run that was. */
function wholeInterruption(parts: readonly PartialRecord[]): Facts['interrupted'] {
  const cuts = parts.map(({ facts }) => facts.interrupted)
  const [first] = cuts
  return cuts.every((cut) => cut !== undefined && cut.reason === first?.reason) ? first : undefined
}

function shardFacts(plan: PlanDocument, parts: Parts, others: OtherImages): readonly ShardFact[] {
  const told = (stage: Stage, shard: number, part: PartialRecord | undefined): ShardFact => {
    if (part === undefined) return { stage, shard, failure: noRecord }
    const { id, startedAt, durationMs } = part.run
    const { machine, interrupted } = part.facts
    const [other] = stage === 'measure' ? (others.get(shard)?.values() ?? []) : []
    const failure = interrupted ?? other
    return {
      stage,
      shard,
      runId: id,
      startedAt,
      durationMs,
      ...(machine && { machine }),
      ...(failure && { failure }),
    }
  }
  return [
    ...plan.builds.map(({ number }) => told('build', number, parts.builds.get(number))),
    ...plan.shards.map(({ number }) => told('measure', number, parts.shards.get(number))),
  ]
}

/** From the first start to the last end, by the machines' own clocks. */
function duration(parts: readonly PartialRecord[], at: string): { startedAt: string; durationMs: number } {
  const starts = parts.map(({ run }) => Date.parse(run.startedAt))
  if (starts.length === 0) return { startedAt: at, durationMs: 0 }
  const first = starts.reduce((least, one) => Math.min(least, one))
  const last = parts.reduce(
    (most, { run }) => Math.max(most, Date.parse(run.startedAt) + run.durationMs),
    first,
  )
  return { startedAt: new Date(first).toISOString(), durationMs: last - first }
}

/** What any of them says; where a run was continued, the last attempt's. */
const mergeSubjects = (parts: readonly PartialRecord[]): Subject =>
  Object.assign(
    {},
    ...[...parts].sort((one, other) => one.part.attempt - other.part.attempt).map(({ subject }) => subject),
  ) as Subject
