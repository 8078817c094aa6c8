import type { ImageView } from '../../view/image-view.js'
import type { ElfFacts } from '../elf-facts.js'
import type { ElfIndex } from './elf-index.js'
import { parseLdSoCache } from './ld-so-cache.js'
import { readLdSoConf } from './ld-so-conf.js'
import { newerFirst } from './newer-first.js'
import { type Preload, readPreloads } from './preloads.js'

/** How one image's loader finds what has no path of its own. */
export interface Loader {
  readonly kind: 'glibc' | 'musl'
  /** `LD_LIBRARY_PATH` of the image. */
  readonly fromEnvironment: readonly string[]
  /** Searched last. */
  readonly folders: readonly string[]
  /** What the cache says, between the search paths of the files and the folders. */
  cached(name: string): readonly string[]
  /** A folder and those in it that are for newer processors, which come first. */
  places(folder: string): readonly string[]
  /** What is loaded before all that a program asks for. */
  readonly preloads: readonly Preload[]
}

export interface Loaders {
  /** Who loads a program with this interpreter; undefined for one that is not known or stands in for another. */
  of(interpreter: string, facts: ElfFacts): Loader | undefined
  /** The folders of `/etc/ld.so.conf`, which only the cache is made from. */
  readonly configured: readonly string[]
}

export function findLoaders(view: ImageView, index: ElfIndex, env: readonly string[]): Loaders {
  const libraryPath = env.find((one) => one.startsWith('LD_LIBRARY_PATH='))?.slice('LD_LIBRARY_PATH='.length)
  const fromEnvironment = (libraryPath ?? '').split(/[:;]/).filter((folder) => folder.startsWith('/'))
  const configured = readLdSoConf(view)
  const cacheFile = view.resolve('/etc/ld.so.cache')
  const bytes = cacheFile?.inode.entry.captured?.bytes
  const cache = bytes && parseLdSoCache(bytes)
  // There is one and it cannot be read: it is believed to hold what it is made from.
  const believed = cacheFile !== undefined && cacheFile.sizeBytes > 0 && cache === undefined ? configured : []
  const known = new Map<string, Loader>()
  const preloads = readPreloads(view, env)
  const places = newerFirst(view)
  return {
    configured,
    of(interpreter, facts) {
      const kind = kindOf(interpreter, index)
      if (kind === undefined) return undefined
      const key = `${interpreter} ${facts.machine} ${facts.bits}`
      const loader = known.get(key) ?? {
        kind,
        fromEnvironment,
        folders: kind === 'musl' ? muslFolders(view, interpreter) : [...believed, ...glibcFolders(facts)],
        cached: (name: string) => (kind === 'musl' ? [] : (cache?.get(name) ?? [])),
        places: (folder: string) => (kind === 'musl' ? [folder] : places(folder)),
        preloads: preloads.filter(({ by }) => kind === 'glibc' || by === 'LD_PRELOAD'),
      }
      known.set(key, loader)
      return loader
    },
  }
}

/** By its name and by what it is: compatibility layers put musl, or a shim, where glibc's loader would be. */
function kindOf(interpreter: string, index: ElfIndex): Loader['kind'] | undefined {
  const loader = index.at(interpreter)
  if (loader === undefined) return undefined
  if (/\/ld-musl-[^/]+$/.test(interpreter)) return 'musl'
  return loader.facts.defines.some((version) => version.startsWith('GLIBC_')) ? 'glibc' : undefined
}

const MUSL_FOLDERS = ['/lib', '/usr/local/lib', '/usr/lib']

/** The path file lies beside the folder of the loader: `/lib/ld-musl-x86_64.so.1` → `/etc/ld-musl-x86_64.path`. */
function muslFolders(view: ImageView, interpreter: string): readonly string[] {
  const machine = /\/ld-musl-([^/]+)\.so\.1$/.exec(interpreter)?.[1]
  const file = machine === undefined ? undefined : view.resolve(`/etc/ld-musl-${machine}.path`)
  if (file?.kind !== 'file') return MUSL_FOLDERS
  const text = file.inode.entry.captured?.text ?? ''
  return text.split(/[:\n]/).filter((folder) => folder !== '')
}

/** Debian's folder of each machine. */
const multiarch: Readonly<Record<string, string>> = {
  amd64: 'x86_64-linux-gnu',
  386: 'i386-linux-gnu',
  arm64: 'aarch64-linux-gnu',
  arm: 'arm-linux-gnueabihf',
  ppc64: 'powerpc64le-linux-gnu',
  s390x: 's390x-linux-gnu',
  riscv64: 'riscv64-linux-gnu',
  loong64: 'loongarch64-linux-gnu',
}

/** What the distributions compile into their loaders, all together: only libraries of the right machine count anyway. */
function glibcFolders({ machine, bits }: ElfFacts): readonly string[] {
  const own = multiarch[machine]
  const wide = bits === 64 ? ['/lib64', '/usr/lib64'] : ['/lib32', '/usr/lib32']
  return [...(own ? [`/lib/${own}`, `/usr/lib/${own}`] : []), ...wide, '/lib', '/usr/lib']
}
