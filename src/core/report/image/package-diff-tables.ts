import type { PackageDiff, Software, SoftwareChange } from '../../domain/image/package-diff.js'
import { count, quantity } from '../../findings/quantity.js'
import type { Text } from '../../findings/text.js'
import { type PlainTable, right } from './plain-table.js'

const mostChanged = 15
const mostOthers = 10
const mostVersions = 2

/** One line for a report: `12 packages changed version, 30 added, 81 removed`. */
export function packageSummary({ changed, replaced, added, removed }: PackageDiff): string {
  const parts = [
    ...(changed.length > 0 ? [`${count(changed.length, 'package')} changed version`] : []),
    ...(replaced.length > 0 ? [`${replaced.length} replaced by another`] : []),
    ...(added.length > 0 ? [`${added.length} added`] : []),
    ...(removed.length > 0 ? [`${removed.length} removed`] : []),
  ]
  return parts.length === 0 ? 'the same packages in the same versions' : parts.join(', ')
}

/** Undefined: nothing is different. */
export function packageDiffTable(diff: PackageDiff): PlainTable | undefined {
  const { changed, replaced, added, removed, same } = diff
  if (changed.length + replaced.length + added.length + removed.length === 0) return undefined
  return {
    title: 'Packages, by software',
    columns: [{ head: '' }, { head: 'software' }, { head: 'before' }, { head: 'after' }, right('installed')],
    rows: [
      ...replaced.map((pair) => [
        ['replaced'],
        named(pair.from),
        [pair.from.name, ' ', ...versions(pair.from.versions)],
        [pair.to.name, ' ', ...versions(pair.to.versions)],
        size(pair.to),
      ]),
      ...some(changed, mostChanged, changedRow, 'changed'),
      ...some(
        added,
        mostOthers,
        (one) => [['added'], named(one), ['–'], versions(one.versions), size(one)],
        'added',
      ),
      ...some(
        removed,
        mostOthers,
        (one) => [['removed'], named(one), versions(one.versions), ['–'], size(one)],
        'removed',
      ),
    ],
    remark: `${packageSummary(diff)}; ${same} as they were. What was built from one source counts once; names differ between distributions and are matched.`,
  }
}

const directionText = { newer: 'newer', older: 'older', other: 'changed' } as const

const changedRow = (one: SoftwareChange): readonly Text[] => [
  [directionText[one.direction]],
  named(one),
  versions(one.from),
  versions(one.to),
  size(one),
]

/** The first of a list, and how many more there are. */
function some<One>(
  list: readonly One[],
  most: number,
  row: (one: One) => readonly Text[],
  what: string,
): readonly (readonly Text[])[] {
  const more = list.length - most
  const shown = list.slice(0, most).map(row)
  return more > 0 ? [...shown, [[what], [`and ${more} more`], [], [], []]] : shown
}

const kindText = { system: '', npm: ' (npm)', python: ' (Python)', go: ' (Go)' } as const

const named = ({ name, kind }: Pick<Software, 'name' | 'kind'>): Text => [name + kindText[kind]]

const versions = (all: readonly string[]): Text => [
  all.slice(0, mostVersions).join(', ') + (all.length > mostVersions ? ' …' : ''),
]

const size = ({ installedBytes }: Pick<Software, 'installedBytes'>): Text => [
  installedBytes === 0 ? '–' : quantity(installedBytes, 'bytes'),
]
