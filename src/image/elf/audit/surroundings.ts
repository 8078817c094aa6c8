import type { ImageContents } from '../../contents.js'
import type { ImagePackages } from '../../packages/find-packages.js'
import { foldersOf, searchPath } from '../../start/program.js'
import { startedFiles } from '../../start/started.js'
import type { ImageView, ViewFile } from '../../view/image-view.js'
import { type ElfFile, type ElfIndex, indexElf } from '../load/elf-index.js'
import { findLoaders, type Loaders } from '../load/loader.js'

/** What every question about a binary needs to know of its image. */
export interface Surroundings {
  readonly view: ImageView
  readonly packages: ImagePackages
  readonly index: ElfIndex
  readonly loaders: Loaders
  /** As images name it: `amd64`. */
  readonly architecture: string
  readonly libc: Libc
  isStarted(file: ViewFile): boolean
  /** In a folder of the search path, its links followed. */
  isInPath(path: string): boolean
  isOfSystem(path: string): boolean
}

interface Libc {
  /** Files that are glibc's `libc.so.6`, not a stand-in for it. */
  readonly glibc: readonly ElfFile[]
  readonly hasMusl: boolean
  /** Something else stands where glibc's loader would: gcompat, libc6-compat. */
  readonly hasCompat: boolean
}

export function lookAround(
  { image, config }: ImageContents,
  view: ImageView,
  packages: ImagePackages,
): Surroundings {
  const index = indexElf(view)
  const started = startedFiles(view, config)
  const folders = new Set(foldersOf(searchPath(config)).map((folder) => view.resolve(folder)?.path ?? ''))
  folders.delete('')
  return {
    view,
    packages,
    index,
    loaders: findLoaders(view, index, config.env),
    architecture: image.platform.split('/')[1] ?? '',
    libc: libcIn(view, index),
    isStarted: ({ inode }) => started.has(inode),
    isInPath: (path) => folders.has(path.slice(0, Math.max(0, path.lastIndexOf('/')))),
    isOfSystem: (path) => /^(?:apk|deb|rpm)$/.test(packages.ownerOf(path)?.from ?? ''),
  }
}

const glibcLoaders = ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1', '/lib/ld-linux-armhf.so.3']

function libcIn(view: ImageView, index: ElfIndex): Libc {
  const isGlibc = ({ facts }: ElfFile) => facts.defines.some((version) => version.startsWith('GLIBC_'))
  return {
    glibc: index.named('libc.so.6').filter(isGlibc),
    hasMusl: hasMuslLoader(view),
    hasCompat:
      index.named('libgcompat.so.0').length > 0 ||
      glibcLoaders.some((path) => {
        const loader = index.at(path)
        return loader !== undefined && !isGlibc(loader)
      }),
  }
}

function hasMuslLoader(view: ImageView): boolean {
  const folder = view.resolve('lib')?.path
  const names = folder === undefined ? [] : view.list(folder)
  return names.some(
    (name) => /^ld-musl-.*\.so\.1$/.test(name) && view.resolve(`/lib/${name}`)?.kind === 'file',
  )
}

/** Machines whose programs a kernel of this architecture runs. */
export const runsOn = (machine: string, architecture: string): boolean =>
  machine === architecture.replace(/^ppc64le$/, 'ppc64') ||
  (architecture === 'amd64' && machine === '386') ||
  (architecture === 'arm64' && machine === 'arm') ||
  !known.has(architecture)

const known = new Set(['amd64', '386', 'arm64', 'arm', 'ppc64le', 's390x', 'riscv64', 'loong64'])
