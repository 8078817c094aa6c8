import { type ElfFile, type ElfIndex, isAlike, nameOf, versionsOf } from './elf-index.js'
import { expandFolder } from './expand-folder.js'
import type { Loader } from './loader.js'

/** What a program's loader would load, and where it would give up. */
export interface Loading {
  /** In the order of loading, the program itself not among them. */
  readonly loaded: readonly Loaded[]
  readonly missing: readonly { readonly name: string; readonly by: ElfFile }[]
  readonly lacking: readonly LackingVersion[]
}

interface Loaded {
  /** As it is asked for first. */
  readonly name: string
  /** As it is found: symlinks on the way are not followed. */
  readonly path: string
  readonly elf: ElfFile
}

/** A symbol version that the library which was found does not have. */
interface LackingVersion {
  readonly by: ElfFile
  readonly library: ElfFile
  readonly name: string
  readonly version: string
}

interface Step {
  readonly elf: ElfFile
  readonly path: string
  /** Who asked for it first: both loaders hand search paths on along this chain. */
  readonly by?: Step
}

/** musl's own library stands for all of these, whatever the suffix. */
const inMusl = /^lib(?:c|pthread|rt|m|dl|util|xnet)\./

/** More than any program loads. */
const MOST_STEPS = 5_000

/**
 * Breadth first, as both loaders do, what is preloaded before all else. Not modelled: audit libraries, and that
 * set-user-id programs ignore the environment.
 */
export function loadProgram(program: ElfFile, interpreter: string, loader: Loader, index: ElfIndex): Loading {
  const self = index.at(interpreter)
  const steps: Step[] = [{ elf: program, path: `/${program.path}` }]
  const byName = new Map<string, ElfFile | undefined>()
  if (self !== undefined)
    for (const name of [nameOf(interpreter), interpreter, self.facts.soname]) if (name) byName.set(name, self)
  const inodes = new Set<ElfFile>([program, ...(self ? [self] : [])])
  const loaded: Loaded[] = []
  const missing: { name: string; by: ElfFile }[] = []
  for (const { name } of loader.preloads) {
    const preloaded = findPreload(name, program, loader, index)
    if (preloaded === undefined || inodes.has(preloaded.elf)) continue
    inodes.add(preloaded.elf)
    loaded.push({ name, ...preloaded })
    steps.push({ ...preloaded, by: steps[0] as Step })
  }
  for (let at = 0; at < steps.length && at < MOST_STEPS; at++) {
    const step = steps[at] as Step
    for (const name of step.elf.facts.needed) {
      if (byName.has(name) || (loader.kind === 'musl' && inMusl.test(name))) continue
      const path = findLibrary(name, step, loader, index, program)
      const elf = path === undefined ? undefined : index.at(path)
      byName.set(name, elf)
      if (path === undefined || elf === undefined) {
        missing.push({ name, by: step.elf })
        continue
      }
      if (loader.kind === 'glibc' && elf.facts.soname && !byName.has(elf.facts.soname))
        byName.set(elf.facts.soname, elf)
      if (inodes.has(elf)) continue
      inodes.add(elf)
      loaded.push({ name, path, elf })
      steps.push({ elf, path, by: step })
    }
  }
  return { loaded, missing, lacking: loader.kind === 'musl' ? [] : lackingIn(steps, byName) }
}

/** What cannot be found is left out, with a word or without. */
export function findPreload(
  name: string,
  program: ElfFile,
  loader: Loader,
  index: ElfIndex,
): Omit<Loaded, 'name'> | undefined {
  const path = findLibrary(name, { elf: program, path: `/${program.path}` }, loader, index, program)
  const elf = path === undefined ? undefined : index.at(path)
  return path === undefined || elf === undefined ? undefined : { path, elf }
}

function findLibrary(
  name: string,
  step: Step,
  loader: Loader,
  index: ElfIndex,
  program: ElfFile,
): string | undefined {
  const fits = (path: string): boolean => {
    const found = index.at(path)
    return found !== undefined && isAlike(found.facts, program.facts)
  }
  if (name.includes('/')) return expandFolder(name, step.path, step.elf.facts).find((path) => fits(path))
  const within = (folder: string): string | undefined =>
    loader.places(folder).find((place) => fits(`${place}/${name}`))
  for (const folders of loader.kind === 'musl' ? muslOrder(step, loader) : glibcOrder(step, loader))
    for (const folder of folders) {
      const place = within(folder)
      if (place !== undefined) return `${place}/${name}`
    }
  const cached = loader.cached(name).find(fits)
  if (cached !== undefined) return cached
  for (const folder of loader.folders) {
    const place = within(folder)
    if (place !== undefined) return `${place}/${name}`
  }
  return undefined
}

/** The old search path comes before the environment, and only where the asking file has no new one; the new one after it, and for that file alone. */
function* glibcOrder(step: Step, loader: Loader): Generator<readonly string[]> {
  const { runpath } = step.elf.facts
  if (runpath.length === 0)
    for (let one: Step | undefined = step; one !== undefined; one = one.by)
      if (one.elf.facts.runpath.length === 0) yield expanded(one.elf.facts.rpath, one)
  yield loader.fromEnvironment
  yield expanded(runpath, step)
}

/** One kind of search path, after the environment, handed on to all that is loaded because of the file. */
function* muslOrder(step: Step, loader: Loader): Generator<readonly string[]> {
  yield loader.fromEnvironment
  for (let one: Step | undefined = step; one !== undefined; one = one.by) {
    const { rpath, runpath } = one.elf.facts
    const folders = runpath.length > 0 ? runpath : rpath
    // It knows $ORIGIN alone, and takes nothing of a list with any other.
    if (!folders.some((folder) => /\$(?!ORIGIN\b|\{ORIGIN\})/.test(folder))) yield expanded(folders, one)
  }
}

const expanded = (folders: readonly string[], { elf, path }: Step): readonly string[] =>
  folders.length === 0 ? folders : folders.flatMap((folder) => expandFolder(folder, path, elf.facts))

function lackingIn(
  steps: readonly Step[],
  byName: ReadonlyMap<string, ElfFile | undefined>,
): readonly LackingVersion[] {
  const lacking: LackingVersion[] = []
  for (const { elf: by } of steps)
    for (const { library: name, versions, weak = [] } of by.facts.requires) {
      const library = byName.get(name)
      // One without any versions is taken with a warning.
      if (library === undefined || library.facts.defines.length === 0 || library.facts.unread) continue
      const has = versionsOf(library)
      for (const version of versions)
        if (!has.has(version) && !weak.includes(version)) lacking.push({ by, library, name, version })
    }
  return lacking
}
