import type { ImageContents, LayerEntry } from '../../../src/image/contents.js'
import type { ElfFacts, VersionNeed } from '../../../src/image/elf/elf-facts.js'
import { type ImageConfig, parseImageConfig } from '../../../src/image/image-config.js'
import { findPackages } from '../../../src/image/packages/find-packages.js'
import { stackLayers } from '../../../src/image/view/stack-layers.js'

/** One layer of what a test says is in an image: a text is a link's target. */
export type Tree = Readonly<Record<string, Partial<LayerEntry> | string>>

export function imageOf(
  tree: Tree,
  config: Readonly<Record<string, unknown>> = {},
  platform = 'linux/amd64',
) {
  const entries = Object.entries(tree).map(
    ([path, what]): LayerEntry => ({
      path,
      kind: typeof what === 'string' ? 'symlink' : 'file',
      mode: 0o755,
      uid: 0,
      gid: 0,
      sizeBytes: typeof what === 'string' ? 0 : 1,
      ...(typeof what === 'string' ? { link: what } : what),
    }),
  )
  const layers = [{ diffId: 'sha256:1', entries }]
  const parsed: ImageConfig = parseImageConfig({ config })
  const contents: ImageContents = {
    image: {
      id: 'sha256:0',
      platform,
      layers: [],
      unpackedBytes: 0,
      pullBytes: 0,
      pullEstimated: false,
    } as ImageContents['image'],
    config: parsed,
    layers,
  }
  const view = stackLayers(layers)
  return { contents, view, packages: findPackages(view), config: parsed }
}

export const text = (content: string): Partial<LayerEntry> => ({
  mode: 0o644,
  sizeBytes: content.length,
  captured: { text: content },
})

export const folder = (mode = 0o755): Partial<LayerEntry> => ({ kind: 'directory', mode, sizeBytes: 0 })

export const script = (
  interpreter: string,
  rest: { endsInCarriageReturn?: true } = {},
): Partial<LayerEntry> => ({
  captured: { interpreter, ...rest },
})

export const elf = (facts: Partial<ElfFacts> = {}): Partial<LayerEntry> => ({
  captured: {
    elf: {
      machine: 'amd64',
      bits: 64,
      endian: 'little',
      type: 'shared',
      isDynamic: true,
      needed: [],
      rpath: [],
      runpath: [],
      requires: [],
      defines: [],
      ...facts,
    },
  },
})

const GLIBC_LOADER = '/lib64/ld-linux-x86-64.so.2'
const MUSL_LOADER = '/lib/ld-musl-x86_64.so.1'

export const glibcProgram = (facts: Partial<ElfFacts> = {}) =>
  elf({ interpreter: GLIBC_LOADER, needed: ['libc.so.6'], ...facts })
export const muslProgram = (facts: Partial<ElfFacts> = {}) =>
  elf({ interpreter: MUSL_LOADER, needed: ['libc.musl-x86_64.so.1'], ...facts })

const versions = ['GLIBC_2.2.5', 'GLIBC_2.9', 'GLIBC_2.36', 'GLIBC_PRIVATE']

export const glibc: Tree = {
  'lib64/ld-linux-x86-64.so.2': elf({ soname: 'ld-linux-x86-64.so.2', defines: versions }),
  'lib/x86_64-linux-gnu/libc.so.6': elf({ soname: 'libc.so.6', defines: versions }),
}
export const musl: Tree = {
  'lib/ld-musl-x86_64.so.1': elf({ soname: 'libc.musl-x86_64.so.1' }),
  'lib/libc.musl-x86_64.so.1': 'ld-musl-x86_64.so.1',
}

export const needs = (library: string, ...asked: readonly string[]): VersionNeed => ({
  library,
  versions: asked,
})
