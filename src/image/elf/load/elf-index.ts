import type { ImageView, ViewFile } from '../../view/image-view.js'
import type { ElfFacts } from '../elf-facts.js'

/** One ELF file of what a container sees. Hard links are one file. */
export interface ElfFile {
  readonly path: string
  readonly file: ViewFile
  readonly facts: ElfFacts
}

export interface ElfIndex {
  readonly all: readonly ElfFile[]
  /** The file a path leads to, if it is an ELF file. */
  at(path: string): ElfFile | undefined
  /** Files that have this name, as their own (`DT_SONAME`) or in any folder, symlinks too. */
  named(name: string): readonly ElfFile[]
}

export function indexElf(view: ImageView): ElfIndex {
  const byInode = new Map<unknown, ElfFile>()
  const byName = new Map<string, Set<ElfFile>>()
  const links: string[] = []
  const add = (name: string, one: ElfFile): void => {
    const known = byName.get(name)
    if (known === undefined) byName.set(name, new Set([one]))
    else known.add(one)
  }
  for (const file of view.files()) {
    if (file.kind === 'symlink') links.push(file.path)
    const facts = file.kind === 'file' ? file.inode.entry.captured?.elf : undefined
    if (facts === undefined) continue
    const one = byInode.get(file.inode) ?? { path: file.path, file, facts }
    byInode.set(file.inode, one)
    add(nameOf(file.path), one)
    if (facts.soname !== undefined) add(facts.soname, one)
  }
  const known = new Map<string, ElfFile | undefined>()
  const at = (path: string): ElfFile | undefined => {
    if (known.has(path)) return known.get(path)
    const found = view.resolve(path)
    const one = found && byInode.get(found.inode)
    known.set(path, one)
    return one
  }
  for (const path of links) {
    if (!/\.so(?:\.|$)/.test(path)) continue
    const one = at(`/${path}`)
    if (one !== undefined) add(nameOf(path), one)
  }
  return { all: [...byInode.values()], at, named: (name) => [...(byName.get(name) ?? [])] }
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Whether one loader loads both into one process. */
export const isAlike = (one: ElfFacts, other: ElfFacts): boolean =>
  one.machine === other.machine && one.bits === other.bits && one.endian === other.endian

const versionSets = new WeakMap<ElfFacts, ReadonlySet<string>>()

/** The symbol versions that it has for others: every program asks the same few libraries. */
export function versionsOf({ facts }: ElfFile): ReadonlySet<string> {
  const versions = versionSets.get(facts) ?? new Set(facts.defines)
  versionSets.set(facts, versions)
  return versions
}
