import type { ElfFacts } from '../elf-facts.js'
import { type ElfFile, isAlike, nameOf, versionsOf } from '../load/elf-index.js'
import { expandFolder } from '../load/expand-folder.js'
import { isForOtherSystem, madeFor, withoutBuild } from './made-for.js'
import type { FileMatter } from './matter.js'
import { newestLike } from './programs.js'
import { runsOn, type Surroundings } from './surroundings.js'

/** Names that musl's loader answers itself. */
const inMusl = /^lib(?:c|pthread|rt|m|dl|util|xnet)\./
/** Parts of glibc that come with it, wherever it is. */
const ofGlibc =
  /^(?:lib(?:c|pthread|rt|m|dl|util|resolv|anl|nsl|mvec|BrokenLocale|thread_db)\.so\.|ld-linux|ld64\.so)/

/**
 * Libraries that no program asks for by name: native modules, plug-ins. Which program loads them and what it has loaded
 * by then is not known, so only what no program of this image could make good is told.
 */
export function auditModules(around: Surroundings, reached: ReadonlySet<ElfFile>): readonly FileMatter[] {
  const modules = around.index.all.filter(
    (one) => isModule(one) && !reached.has(one) && !isForOtherSystem(one.path),
  )
  const matters = modules.flatMap((one): readonly FileMatter[] => {
    const told = whatIsWrong(one, around)
    return told.map((what) => ({
      path: one.path,
      file: one.file,
      isStarted: false,
      level: around.isOfSystem(one.path) ? 'note' : 'warn',
      ...what,
    }))
  })
  const wrong = new Set(matters.filter(({ kind }) => isOfBuild(kind)).map(({ path }) => path))
  if (wrong.size === 0) return matters
  const fitting = around.index.all.filter(
    (one) =>
      !wrong.has(one.path) && !isForOtherSystem(one.path) && runsOn(one.facts.machine, around.architecture),
  )
  const families = new Set(fitting.map(({ path }) => withoutBuild(path)))
  // Many builds in one package: names differ more than by the build, yet each machine has its own.
  const owners = new Set(fitting.flatMap(({ path }) => around.packages.ownerOf(path) ?? []))
  return matters.filter(({ kind, path }) => {
    if (!isOfBuild(kind)) return true
    const owner = around.packages.ownerOf(path)
    const isSpare =
      families.has(withoutBuild(path)) ||
      (kind === 'wrong-machine' && owner !== undefined && owners.has(owner))
    return !isSpare
  })
}

type What = Pick<FileMatter, 'kind' | 'wanted' | 'has' | 'library'>

const isOfBuild = (kind: FileMatter['kind']): boolean => kind === 'other-libc' || kind === 'wrong-machine'

const isModule = ({ facts, path }: ElfFile): boolean =>
  facts.type === 'shared' &&
  facts.interpreter === undefined &&
  facts.isDynamic &&
  facts.unread === undefined &&
  !/(?:^|\/)(?:lib\/debug|testdata|sysroot)\//.test(path)

/** Only what a language's loader surely takes for its own: other files may be meant for another machine. */
const isOfLanguage = (path: string): boolean =>
  path.endsWith('.node') || /\/(?:site|dist)-packages\/.*\.so$/.test(path)

function whatIsWrong(one: ElfFile, around: Surroundings): readonly What[] {
  const { facts, path } = one
  const { libc, architecture } = around
  if (!runsOn(facts.machine, architecture))
    return isOfLanguage(path) ? [{ kind: 'wrong-machine', wanted: facts.machine, has: architecture }] : []
  // Without any C library nothing loads modules: they are for another image's program.
  if (libc.glibc.length === 0 && !libc.hasMusl) return []
  const wanted = madeFor(facts)
  if (wanted === 'glibc' && libc.glibc.length === 0)
    return libc.hasCompat ? [] : [{ kind: 'other-libc', wanted, has: 'musl' }]
  if (wanted === 'musl' && !libc.hasMusl) return [{ kind: 'other-libc', wanted, has: 'glibc' }]
  return [...absentLibraries(one, around), ...absentVersions(facts, around)]
}

function absentLibraries({ facts, path }: ElfFile, { index, libc, view }: Surroundings): readonly What[] {
  return facts.needed.flatMap((name): readonly What[] => {
    if (name.includes('/'))
      return expandFolder(name, `/${path}`, facts).some((place) => view.resolve(place)) || name.includes('$')
        ? []
        : [{ kind: 'library-absent', wanted: name }]
    if (libc.hasMusl && inMusl.test(name)) return []
    if ((libc.hasCompat || libc.glibc.length > 0) && ofGlibc.test(name)) return []
    // Wherever it lies: the program may have loaded it already, or search there.
    const isThere = index.named(nameOf(name)).some((other) => isAlike(other.facts, facts))
    return isThere ? [] : [{ kind: 'library-absent', wanted: name }]
  })
}

function absentVersions(facts: ElfFacts, { index, libc }: Surroundings): readonly What[] {
  if (libc.glibc.length === 0) return []
  return facts.requires.flatMap(({ library, versions, weak = [] }) => {
    const libraries = index.named(library).filter((one) => isAlike(one.facts, facts))
    const areKnown = libraries.every(
      ({ facts: { defines, unread } }) => defines.length > 0 && unread === undefined,
    )
    if (libraries.length === 0 || !areKnown) return []
    return versions.flatMap((version): readonly What[] =>
      libraries.some((one) => versionsOf(one).has(version)) || weak.includes(version)
        ? []
        : [
            {
              kind: 'version-absent',
              wanted: version,
              library,
              ...newestLike(
                version,
                libraries.flatMap(({ facts: { defines } }) => defines),
              ),
            },
          ],
    )
  })
}
