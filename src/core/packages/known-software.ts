import type { Package } from '../domain/image/insight.js'
import { knownLibraries } from './known-libraries.js'
import { knownMedia } from './known-media.js'
import { knownPrograms } from './known-programs.js'
import { stemOf } from './package-stem.js'

/** What it is called here, and in apt, apk and rpm; names of packages or of their sources, with a blank between them. */
export type KnownSoftware = readonly [software: string, apt: string, apk: string, rpm: string]

export const knownSoftware: readonly KnownSoftware[] = [...knownLibraries, ...knownPrograms, ...knownMedia]

/** Pairs of which one does the other's work where that one is absent. */
export const standIns: readonly (readonly [string, string])[] = [
  ['glibc', 'musl'],
  ['coreutils', 'busybox'],
  ['apt', 'apk-tools'],
  ['apt', 'dnf'],
  ['dpkg', 'rpm'],
  ['mysql-client', 'mariadb'],
  ['gosu', 'su-exec'],
  ['tini', 'dumb-init'],
]

type SystemKind = Extract<Package['from'], 'apk' | 'deb' | 'rpm'>

/** What the table says of a package's name, or of a source's, whatever version is in it. */
export const knownAs = (from: SystemKind, name: string): string | undefined =>
  listedAs(from, name) ?? tableFor(from).stems.get(stemOf(name.toLowerCase()))

/** What the table says of exactly this name. */
export const listedAs = (from: SystemKind, name: string): string | undefined =>
  tableFor(from).exact.get(name.toLowerCase())

function tableFor(from: SystemKind): Table {
  tables ??= { deb: tableOf(1), apk: tableOf(2), rpm: tableOf(3) }
  return tables[from]
}

interface Table {
  readonly exact: ReadonlyMap<string, string>
  /** Names without their version, where only one software has that. */
  readonly stems: ReadonlyMap<string, string>
}

let tables: Readonly<Record<SystemKind, Table>> | undefined

function tableOf(column: 1 | 2 | 3): Table {
  const exact = new Map<string, string>()
  const stems = new Map<string, string | undefined>()
  for (const row of knownSoftware)
    for (const name of row[column].toLowerCase().split(' ')) {
      exact.set(name, row[0])
      const stem = stemOf(name)
      const other = stems.has(stem) && stems.get(stem) !== row[0]
      stems.set(stem, other ? undefined : row[0])
    }
  const sure = [...stems].flatMap(([stem, software]) => (software ? [[stem, software] as const] : []))
  return { exact, stems: new Map(sure) }
}
