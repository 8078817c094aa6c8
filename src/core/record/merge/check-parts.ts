import type { Part } from '../../domain/part.js'
import type { PlanDocument } from '../../domain/plan.js'
import { nameOfShard } from '../../stats/observe/name-of-shard.js'
import { findDoubleFact } from './find-double-fact.js'
import { findForeignFact } from './find-foreign-fact.js'
import type { PartFile, PlanFile, Refusal } from './refusal.js'
import { isOtherVersion } from './versions.js'

/** Which plan the parts are of. */
export function checkPlans(
  plans: readonly PlanFile[],
  parts: readonly PartFile[],
): { readonly plan: PlanFile } | { readonly refusals: readonly Refusal[] } {
  const [first, ...others] = plans
  if (first === undefined) return { refusals: [withoutPlan(parts)] }
  const differing = others.filter(({ plan }) => plan.id !== first.plan.id)
  if (differing.length === 0) return { plan: first }
  const all = [first, ...differing]
  return {
    refusals: [
      {
        files: all.map(({ file }) => file),
        why: `these are ${all.length} different plans: ${all.map(({ plan }) => plan.id).join(', ')}`,
        fix: 'give one plan, with the parts that were made under it',
      },
    ],
  }
}

const withoutPlan = (parts: readonly PartFile[]): Refusal => ({
  files: parts.map(({ file }) => file),
  why: `the plan is missing, and a shard's part holds no config to judge it by${plansOf(parts)}`,
  fix: 'give the file that plan wrote too; where measure made the plan by itself, plan --json with the same flags and --shards writes the same one',
})

const plansOf = (parts: readonly PartFile[]): string => {
  const ids = new Set(parts.map(({ part }) => part.part.plan))
  return ids.size === 0 ? '' : `; they are of plan ${[...ids].join(', ')}`
}

/** Each part by itself and against the plan. */
export const checkPart = ({ file, part }: PartFile, plan: PlanFile): readonly Refusal[] => {
  const refuse = (why: string, fix: string): readonly Refusal[] => [{ files: [file], why, fix }]
  const about = part.part
  if (about.plan !== plan.plan.id)
    return [
      {
        files: [file, plan.file],
        why: `${nameOf(about)} is of plan ${about.plan}, and the plan given is ${plan.plan.id}: another config, commit, or way of sharing out`,
        fix: 'give the plan that it was made under, or leave this part out',
      },
    ]
  const { commit } = plan.plan
  if (commit !== undefined && about.commit !== undefined && about.commit !== commit)
    return [
      {
        files: [file, plan.file],
        why: `${nameOf(about)} is of commit ${about.commit}, and the plan of ${commit}`,
        fix: 'check out the same commit for plan and shards, and run that shard again',
      },
    ]
  const shards = shardsOf(plan.plan, about)
  if (about.of !== shards.length)
    return refuse(
      `it says to be one of ${about.of} shards, and the plan has ${shards.length} of them`,
      'leave it out, and run that shard again under this plan',
    )
  if (!shards.some(({ number }) => number === about.shard))
    return refuse(
      `it says to be ${nameOf(about)}, and the plan has 1 to ${shards.length}`,
      'leave it out, and run that shard again under this plan',
    )
  if (isOtherVersion(part.tool.version, plan.plan.tool.version))
    return refuse(
      `it was made by container-migrate ${part.tool.version}, and the plan by ${plan.plan.tool.version}, which may measure in another way`,
      'use one version for plan and shards',
    )
  const foreign = findForeignFact(part, plan.plan)
  if (foreign !== undefined)
    return refuse(
      `it tells of ${foreign}, which the plan does not give to ${nameOf(about)}`,
      'leave it out: it was changed, or is of something else; run that shard again',
    )
  const double = findDoubleFact(part.facts)
  if (double !== undefined)
    return refuse(
      `it tells twice of ${double}`,
      'leave it out: it was changed, or put together of two; run that shard again',
    )
  return []
}

const shardsOf = (
  { builds, shards }: PlanDocument,
  { stage }: Part,
): readonly { readonly number: number }[] => (stage === 'build' ? builds : shards)

const nameOf = ({ stage, shard, of }: Part): string => `${nameOfShard({ stage, shard })} of ${of}`

/** Of a shard that was run again the last attempt counts. Two of the same attempt would be a choice that nobody made. */
export function chooseAttempts(parts: readonly PartFile[]): {
  readonly chosen: readonly PartFile[]
  readonly refusals: readonly Refusal[]
} {
  const byShard = new Map<string, PartFile>()
  const refusals: Refusal[] = []
  for (const one of parts) {
    const { stage, shard, attempt } = one.part.part
    const key = `${stage} ${shard}`
    const other = byShard.get(key)
    if (other === undefined || attempt > other.part.part.attempt) byShard.set(key, one)
    else if (attempt === other.part.part.attempt && !isSame(one, other))
      refusals.push({
        files: [other.file, one.file],
        why: `both are attempt ${attempt} of ${nameOfShard({ stage, shard })}, and they differ`,
        fix: 'leave one of them out',
      })
  }
  return { chosen: [...byShard.values()], refusals }
}

/** One run of a shard writes one file; a copy of it says nothing new. */
const isSame = ({ part: one }: PartFile, { part: other }: PartFile): boolean =>
  one.run.id === other.run.id && JSON.stringify(one) === JSON.stringify(other)

/** Of the same plan at two commits only one can be what is to be judged: by the host's word, and by where each folder stood. */
export function checkSubjects(parts: readonly PartFile[]): readonly Refusal[] {
  const told = [({ part }: PartFile) => part.subject.sha, ({ part }: PartFile) => part.part.commit]
  return told.flatMap((commitOf) => checkCommits(parts, commitOf)).slice(0, 1)
}

function checkCommits(
  parts: readonly PartFile[],
  commitOf: (one: PartFile) => string | undefined,
): readonly Refusal[] {
  const byCommit = new Map<string, string[]>()
  for (const one of parts) {
    const commit = commitOf(one)
    if (commit !== undefined) byCommit.set(commit, [...(byCommit.get(commit) ?? []), one.file])
  }
  if (byCommit.size < 2) return []
  const said = [...byCommit].map(([commit, files]) => `${files.length} at ${commit}`).join(', ')
  return [
    {
      files: [...byCommit.values()].flatMap((files) => files.slice(0, 1)),
      why: `the parts are of different commits: ${said}`,
      fix: 'give the parts of one commit',
    },
  ]
}
