import type { BuildShard, PlanDocument } from '../domain/plan.js'
import { unitNamer } from './unit-names.js'

/** One runner of a GitHub matrix. */
interface MatrixEntry {
  readonly number: number
  /** `3/8` */
  readonly shard: string
  /** For the title of its job. */
  readonly name: string
}

interface MeasureEntry extends MatrixEntry {
  /** Which artifacts hold the images it needs and does not make, as a pattern; empty where it needs none. */
  readonly images: string
}

export interface Matrices {
  readonly builds: readonly MatrixEntry[]
  readonly shards: readonly MeasureEntry[]
}

/** What `include` of the two matrices takes. GitHub starts at most 256 of each, and carries a megabyte from job to job. */
export function matricesOf(plan: PlanDocument): Matrices {
  const nameUnits = unitNamer(plan)
  const builderOf = new Map(
    plan.builds.flatMap(({ number, services }) => services.map((service) => [service, number] as const)),
  )
  return {
    builds: plan.builds.map(({ number, services }) => entry(number, plan.builds, services)),
    shards: plan.shards.map((shard) => ({
      ...entry(shard.number, plan.shards, nameUnits(shard)),
      images: artifactPattern(
        plan.id,
        shard.units.flatMap(({ service }) => builderOf.get(service) ?? []),
      ),
    })),
  }
}

const entry = (
  number: number,
  all: readonly Pick<BuildShard, 'number'>[],
  names: readonly string[],
): MatrixEntry => ({ number, shard: `${number}/${all.length}`, name: title(names) })

/** By their numbers: one needs no braces. */
function artifactPattern(planId: string, numbers: readonly number[]): string {
  const wanted = [...new Set(numbers)].sort((one, other) => one - other)
  if (wanted.length === 0) return ''
  return `container-migrate-${planId}-images-${wanted.length === 1 ? wanted[0] : `{${wanted.join(',')}}`}`
}

const mostCharacters = 60

/** As many names as fit, and how many more there are. */
function title(names: readonly string[]): string {
  if (names.length === 0) return 'nothing'
  const shown: string[] = []
  let length = 0
  for (const name of names.map(harmless)) {
    length += name.length + 2
    if (shown.length > 0 && length > mostCharacters) break
    shown.push(name)
  }
  const left = names.length - shown.length
  return left === 0 ? shown.join(', ') : `${shown.join(', ')} and ${left} more`
}

/** A service may be called anything; a title is shown, logged and put into expressions. */
function harmless(name: string): string {
  const plain = [...name.replace(/[^\p{L}\p{N} ._/-]/gu, '_')]
  return plain.length <= mostCharacters ? plain.join('') : `${plain.slice(0, mostCharacters - 1).join('')}…`
}
