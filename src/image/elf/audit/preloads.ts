import type { Finding } from '../../../core/domain/finding.js'
import type { ElfFile } from '../load/elf-index.js'
import { findPreload } from '../load/load-program.js'
import type { Loader } from '../load/loader.js'
import { madeFor } from './made-for.js'
import { runsOn, type Surroundings } from './surroundings.js'

/** What the image has loaded into every program, and what of it is not there or cannot be loaded. */
export function auditPreloads(around: Surroundings): readonly Finding[] {
  const found = whoIsLoaded(around)
  if (found === undefined) return []
  const { program, loader } = found
  return loader.preloads.flatMap(({ name, by }): readonly Finding[] => {
    const kind = whatIsWrong(name, program, loader, around)
    return kind === undefined ? [] : [{ tag: 'image-start', kind, level: 'warn', wanted: name, by }]
  })
}

/** A program of the loader that the container starts with, else the first one in the search path. */
function whoIsLoaded(
  around: Surroundings,
): { readonly program: ElfFile; readonly loader: Loader } | undefined {
  const all = around.index.all.flatMap((program) => {
    const { interpreter, machine } = program.facts
    if (interpreter === undefined || !runsOn(machine, around.architecture)) return []
    const loader = around.loaders.of(interpreter, program.facts)
    return loader === undefined ? [] : [{ program, loader }]
  })
  return (
    all.find(({ program }) => around.isStarted(program.file)) ??
    all.find(({ program }) => around.isInPath(program.path))
  )
}

function whatIsWrong(
  name: string,
  program: ElfFile,
  loader: Loader,
  around: Surroundings,
): 'preload-absent' | 'preload-unfit' | undefined {
  const { index, libc, view } = around
  const found = findPreload(name, program, loader, index)
  if (found !== undefined) {
    const wanted = madeFor(found.elf.facts)
    const fits = wanted === undefined || wanted === loader.kind || (loader.kind === 'musl' && libc.hasCompat)
    return fits ? undefined : 'preload-unfit'
  }
  if (!name.includes('/')) return 'preload-absent'
  // Only a running container has these, and what the loader puts in is not for us to guess.
  if (!name.startsWith('/') || name.includes('$') || /^\/(?:proc|dev|sys|run|tmp)\//.test(name))
    return undefined
  if (index.at(name) !== undefined) return 'preload-unfit'
  return view.resolve(name) === undefined ? 'preload-absent' : undefined
}
