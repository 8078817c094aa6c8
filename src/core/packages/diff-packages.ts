import type { Package } from '../domain/image/insight.js'
import type { PackageDiff, Software, SoftwareChange } from '../domain/image/package-diff.js'
import { standIns } from './known-software.js'
import { softwareOf } from './software-of.js'
import { compareVersions, upstreamVersion } from './upstream-version.js'

/** What became of the packages of one image in another. */
export function diffPackages(before: readonly Package[], after: readonly Package[]): PackageDiff {
  const [left, right] = [groupsOf(before), groupsOf(after)]
  const changed: SoftwareChange[] = []
  let same = 0
  for (const [key, to] of right) {
    const from = left.get(key)
    if (from === undefined) continue
    const change = changeOf(from, to)
    if (change === undefined) same++
    else changed.push(change)
  }
  const gone = [...left].filter(([key]) => !right.has(key)).map(([, group]) => group.software)
  const come = [...right].filter(([key]) => !left.has(key)).map(([, group]) => group.software)
  const replaced = replacementsIn(gone, come)
  return {
    changed: changed.sort(largestFirst),
    replaced,
    added: come.filter((one) => !replaced.some(({ to }) => to === one)).sort(largestFirst),
    removed: gone.filter((one) => !replaced.some(({ from }) => from === one)).sort(largestFirst),
    same,
  }
}

interface Group {
  readonly software: Software
  /** As the packages have them, with all that the distribution added. */
  readonly full: readonly string[]
  /** Versions can be compared in full within one kind of package. */
  readonly from: Package['from']
}

function groupsOf(packages: readonly Package[]): ReadonlyMap<string, Group> {
  const members = new Map<string, { readonly name: string; readonly packages: Package[] }>()
  for (const one of packages) {
    const { kind, key, name } = softwareOf(one)
    const at = `${kind} ${key}`
    const group = members.get(at)
    if (group === undefined) members.set(at, { name, packages: [one] })
    else group.packages.push(one)
  }
  return new Map(
    [...members].flatMap(([at, { name, packages: all }]) => {
      const [first] = all
      return first ? [[at, makeGroup(name, first, all)] as const] : []
    }),
  )
}

const makeGroup = (name: string, first: Package, all: readonly Package[]): Group => ({
  software: {
    kind: softwareOf(first).kind,
    name,
    versions: highestFirst(all.map(upstreamVersion)),
    packages: all.length,
    installedBytes: all.reduce((sum, { installedBytes = 0 }) => sum + installedBytes, 0),
  },
  full: highestFirst(all.map(({ version }) => version)),
  from: first.from,
})

const highestFirst = (versions: readonly string[]): readonly string[] =>
  [...new Set(versions)].sort((a, b) => compareVersions(b, a) || (a < b ? -1 : 1))

/** Undefined: it is as it was. Between distributions only what its makers call it counts, and the highest of it. */
function changeOf(one: Group, other: Group): SoftwareChange | undefined {
  const isOneWorld = one.from === other.from
  const [from, to] = [one.software.versions, other.software.versions]
  const order = compareVersions(to[0] ?? '', from[0] ?? '')
  const isSameUpstream = isOneWorld ? sameList(from, to) : order === 0
  if (isSameUpstream && (!isOneWorld || sameList(one.full, other.full))) return undefined
  const shown = isSameUpstream ? { from: one.full, to: other.full } : { from, to }
  const direction = isSameUpstream ? compareVersions(other.full[0] ?? '', one.full[0] ?? '') : order
  const { kind, name, installedBytes } = other.software
  return {
    kind,
    name,
    ...shown,
    direction: direction > 0 ? 'newer' : direction < 0 ? 'older' : 'other',
    installedBytes,
  }
}

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index])

function replacementsIn(gone: readonly Software[], come: readonly Software[]): PackageDiff['replaced'] {
  const find = (list: readonly Software[], name: string) =>
    list.find((one) => one.kind === 'system' && one.name === name)
  const taken = new Set<Software>()
  return standIns.flatMap((pair) =>
    [pair, [pair[1], pair[0]] as const].flatMap(([fromName, toName]) => {
      const [from, to] = [find(gone, fromName), find(come, toName)]
      if (!from || !to || taken.has(from) || taken.has(to)) return []
      taken.add(from).add(to)
      return [{ from, to }]
    }),
  )
}

const kindOrder = { system: 0, python: 1, npm: 2, go: 3 } as const

const largestFirst = (
  a: Pick<Software, 'kind' | 'name' | 'installedBytes'>,
  b: Pick<Software, 'kind' | 'name' | 'installedBytes'>,
): number =>
  kindOrder[a.kind] - kindOrder[b.kind] ||
  b.installedBytes - a.installedBytes ||
  (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
