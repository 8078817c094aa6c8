import type { Level } from '../../../core/domain/finding.js'
import { type ElfFile, isAlike, nameOf } from '../load/elf-index.js'
import { type Loading, loadProgram } from '../load/load-program.js'
import { madeFor } from './made-for.js'
import { byVersion, type FileMatter } from './matter.js'
import { runsOn, type Surroundings } from './surroundings.js'

export interface AuditedPrograms {
  readonly matters: readonly FileMatter[]
  /** Files that some program loads, and the programs: the rest are modules, loaded by name. */
  readonly reached: ReadonlySet<ElfFile>
}

/** Everything that the kernel starts through a loader, as that loader would load it. */
export function auditPrograms(around: Surroundings): AuditedPrograms {
  const reached = new Set<ElfFile>()
  const matters: FileMatter[] = []
  for (const program of around.index.all) {
    const { facts, file } = program
    const isProgram =
      (facts.type === 'executable' || facts.interpreter !== undefined) && isExecutable(program)
    if (!isProgram) continue
    const base = {
      path: program.path,
      file,
      isStarted: around.isStarted(file),
      level: levelOf(program, around),
    }
    if (!runsOn(facts.machine, around.architecture)) {
      if (base.isStarted || around.isInPath(program.path))
        matters.push({ ...base, kind: 'wrong-machine', wanted: facts.machine, has: around.architecture })
      continue
    }
    const { interpreter } = facts
    if (interpreter === undefined) continue
    if (around.view.resolve(interpreter) === undefined) {
      if (isInFolderOfItsOwn(program, interpreter, around)) continue
      matters.push({ ...base, ...absentLoader(facts.interpreter ?? '', program, around) })
      continue
    }
    const loader = around.loaders.of(interpreter, facts)
    if (loader === undefined || facts.unread !== undefined) continue
    const loading = loadProgram(program, interpreter, loader, around.index)
    reached.add(program)
    for (const { elf } of loading.loaded) reached.add(elf)
    matters.push(...mattersOf(loading, base, around))
  }
  return { matters, reached }
}

const isExecutable = ({ file }: ElfFile): boolean => (file.mode & 0o111) !== 0

/** Certain only for what the container starts with; what nobody may ever call is worth a word at most. */
function levelOf({ path, file }: ElfFile, around: Surroundings): Level {
  if (around.isStarted(file)) return 'fail'
  return around.isInPath(path) || !around.isOfSystem(path) ? 'warn' : 'note'
}

/** A whole system below a folder, for `chroot` or a build. */
function isInFolderOfItsOwn({ path }: ElfFile, interpreter: string, { view }: Surroundings): boolean {
  const parts = path.split('/')
  return parts.some((_, at) => at > 0 && view.resolve(`/${parts.slice(0, at).join('/')}${interpreter}`))
}

function absentLoader(
  interpreter: string,
  { facts }: ElfFile,
  { libc }: Surroundings,
): Pick<FileMatter, 'kind' | 'wanted' | 'has'> {
  const wanted = madeFor(facts)
  const has =
    wanted === 'glibc' && libc.hasMusl
      ? 'musl'
      : wanted === 'musl' && libc.glibc.length > 0
        ? 'glibc'
        : undefined
  return wanted !== undefined && has !== undefined
    ? { kind: 'other-libc', wanted, has }
    : { kind: 'interpreter-absent', wanted: interpreter }
}

function mattersOf(
  { missing, lacking }: Loading,
  base: Pick<FileMatter, 'level' | 'path' | 'file' | 'isStarted'>,
  around: Surroundings,
): readonly FileMatter[] {
  // Who asks is who is to be changed; a library of another package may be to blame for a program of this one.
  const by = ({ path, file }: ElfFile) => ({ ...base, path, file })
  return [
    ...missing.map(({ name, by: asking }): FileMatter => {
      const elsewhere = around.index
        .named(nameOf(name))
        .find(({ facts }) => isAlike(facts, asking.facts))?.path
      const folder = elsewhere === undefined ? '' : `/${elsewhere.slice(0, elsewhere.lastIndexOf('/'))}`
      const isUncached = around.loaders.configured.some(
        (one) => `/${around.view.resolve(one)?.path}` === folder,
      )
      return {
        ...by(asking),
        kind: 'library-absent',
        wanted: name,
        // A script in front of it may say where.
        level: elsewhere !== undefined && !base.isStarted ? 'note' : base.level,
        ...(elsewhere !== undefined && { elsewhere }),
        ...(isUncached && { isUncached }),
      }
    }),
    ...lacking.map(
      ({ by: asking, library, name, version }): FileMatter => ({
        ...by(asking),
        kind: 'version-absent',
        wanted: version,
        library: name,
        ...newestLike(version, library.facts.defines),
      }),
    ),
  ]
}

/** The newest of the same family: of `GLIBC_2.38`, `GLIBC_2.36`. */
export function newestLike(version: string, defines: readonly string[]): { readonly has?: string } {
  const family = /^[A-Za-z_]+?_?(?=\d)/.exec(version)?.[0] ?? version
  const alike = defines.filter((one) => one.startsWith(family) && /^[\d.]+$/.test(one.slice(family.length)))
  const newest = alike.reduce((most, one) => (byVersion(one, most) > 0 ? one : most), alike[0] ?? '')
  return newest === '' ? {} : { has: newest }
}
