import { describe, expect, it } from 'vitest'
import type { Owner } from '../../../../src/core/domain/image/insight.js'
import type { ImageContents, LayerEntry } from '../../../../src/image/contents.js'
import { parseImageConfig } from '../../../../src/image/image-config.js'
import { shareBytes } from '../../../../src/image/owners/share-bytes.js'
import { findPackages } from '../../../../src/image/packages/find-packages.js'
import { stackLayers } from '../../../../src/image/view/stack-layers.js'

interface Layer {
  readonly by: string
  /** Paths; `path=text` where the content matters. */
  readonly files: readonly string[]
}

function sharesOf(layers: readonly Layer[], config: Readonly<Record<string, unknown>> = {}) {
  const entries = layers.map(({ files }) => files.map(entryOf))
  return share(
    entries,
    layers.map(({ by }) => by),
    config,
  )
}

const entryOf = (line: string): LayerEntry => {
  const [path = '', ...content] = line.split('=')
  const text = content.join('=')
  return file(path, Math.max(1, text.length), text === '' ? {} : { captured: { text } })
}

const file = (path: string, sizeBytes: number, rest: Partial<LayerEntry> = {}): LayerEntry => ({
  path,
  kind: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  sizeBytes,
  ...rest,
})

function share(entries: readonly (readonly LayerEntry[])[], steps: readonly string[], config = {}) {
  const layers = entries.map((all, at) => ({ diffId: `sha256:${at}`, entries: all }))
  const contents = {
    image: {},
    config: parseImageConfig({ config, history: steps.map((created_by) => ({ created_by })) }),
    layers,
  } as unknown as ImageContents
  const view = stackLayers(layers)
  const shares = shareBytes(contents, view, findPackages(view).ownerOf).owners
  return { shares, view }
}

const base: Layer = {
  by: 'ADD rootfs.tar / # buildkit',
  files: [
    'var/lib/dpkg/status=Package: bash\nStatus: install ok installed\nVersion: 1\n\nPackage: gcc-12\nStatus: install ok installed\nVersion: 1\n\nPackage: gcc-12-base\nStatus: install ok installed\nVersion: 1\n\nPackage: python3-six\nStatus: install ok installed\nVersion: 1\n',
    'var/lib/dpkg/info/bash.list=/bin/bash\n/usr/share/doc/bash/copyright\n',
    'var/lib/dpkg/info/gcc-12.list=/usr/bin/gcc-12\n',
    'var/lib/dpkg/info/gcc-12-base.list=/usr/lib/gcc/base\n',
    'var/lib/dpkg/info/python3-six.list=/usr/lib/python3/dist-packages/six.py\n',
    'bin/bash',
    'usr/bin/gcc-12',
    'usr/lib/gcc/base',
  ],
}

/** Whose one file is that lies over the base. */
function ownerOf(
  path: string,
  by: string,
  config: Readonly<Record<string, unknown>> = {},
): Owner | undefined {
  const bare = sharesOf([base], config).shares
  const [name = ''] = path.split('=')
  const all = sharesOf([base, { by, files: [path] }], config).shares
  const bytes = (list: typeof all, owner: Owner) => list.find((one) => one.owner === owner)?.files ?? 0
  expect(name).not.toBe('')
  return all.find(({ owner }) => bytes(all, owner) > bytes(bare, owner))?.owner
}

const run = 'RUN /bin/sh -c something # buildkit'
const context = 'COPY . /app # buildkit'

describe('whose a byte is', () => {
  it.each<readonly [string, string, Owner]>([
    ['usr/share/doc/thing/README', run, 'docs-and-locales'],
    ['usr/lib/locale/locale-archive', run, 'docs-and-locales'],
    ['var/lib/apt/lists/deb.example_Packages', run, 'caches'],
    ['var/cache/apt/archives/x.deb', run, 'caches'],
    ['root/.cache/pip/http/x', run, 'caches'],
    ['root/.npm/_cacache/index', run, 'caches'],
    ['app/.git/objects/pack/x.pack', context, 'version-control'],
    ['app/.env', context, 'secrets'],
    ['app/.env.example', context, 'application'],
    ['root/.ssh/id_ed25519', run, 'secrets'],
    ['app/.npmrc', context, 'secrets'],
    ['app/main.js', context, 'application'],
    ['app/node_modules/x/index.js', context, 'virtual-environments'],
    ['app/node_modules/x/index.js', run, 'language-packages'],
    ['app/node_modules/x/index.js', 'COPY /src/node_modules ./node_modules # buildkit', 'language-packages'],
    [
      'app/node_modules/x/index.js',
      '/bin/sh -c #(nop) COPY dir:0a1b in /app/node_modules ',
      'language-packages',
    ],
    ['app/node_modules/x/index.js', '/bin/sh -c #(nop) COPY dir:0a1b in /app ', 'virtual-environments'],
    ['usr/local/lib/python3.12/site-packages/x.py', run, 'language-packages'],
    ['usr/local/bin/node', run, 'language-packages'],
    ['usr/local/include/node/v8.h', run, 'build-tools'],
    ['usr/local/go/bin/go', run, 'build-tools'],
    ['usr/bin/gcc-12', run, 'build-tools'],
    ['usr/lib/gcc/base', run, 'os-packages'],
    ['etc/ssl/certs/ca-certificates.crt', run, 'os-packages'],
    ['var/lib/dpkg/lock', run, 'os-packages'],
    ['usr/lib/python3/dist-packages/__pycache__/six.cpython-311.pyc', run, 'os-packages'],
    ['opt/thing/run', run, 'application'],
    ['var/data/blob', run, 'other'],
  ])('%s, made by %s, is of %s', (path, by, owner) => {
    const whole = path.startsWith('usr/bin/gcc') || path.startsWith('usr/lib/gcc')
    expect(whole ? ownerOfBase(path) : ownerOf(path, by)).toBe(owner)
  })

  /** Of a file in the base: which share is smaller without it. */
  function ownerOfBase(path: string): Owner | undefined {
    const without = sharesOf([{ ...base, files: base.files.filter((one) => one !== path) }]).shares
    const count = (owner: Owner) => without.find((one) => one.owner === owner)?.files ?? 0
    return sharesOf([base]).shares.find(({ owner, files }) => files > count(owner))?.owner
  }

  it('is the environment that came with the context only where that was copied', () => {
    const environment = ['app/.venv/pyvenv.cfg=home = /usr/bin', 'app/.venv/bin/tool']
    const owners = (by: string) =>
      sharesOf([base, { by, files: environment }]).shares.map(({ owner }) => owner)
    expect(owners(context)).toContain('virtual-environments')
    expect(owners(run)).not.toContain('virtual-environments')
    expect(owners('COPY /app/.venv /app/.venv # buildkit')).not.toContain('virtual-environments')
  })

  it('shows where its bytes lie, and no folder without any', () => {
    const files = [file('var/cache/apt/a', 10), file('var/lib/apt/lists/lock', 0)]
    const { shares } = share([files], [run])
    expect(shares).toMatchObject([
      { owner: 'caches', files: 2, largest: [{ path: 'var/cache', sizeBytes: 10 }] },
    ])
  })

  it('is the application where the image works or starts', () => {
    expect(ownerOf('data/app/main', run, { WorkingDir: '/data/app' })).toBe('application')
    expect(ownerOf('data/bin/serve', run, { Entrypoint: ['/data/bin/serve'] })).toBe('application')
    expect(ownerOf('data/bin/serve', run)).toBe('other')
    expect(sharesOf([{ by: context, files: ['server'] }], { Entrypoint: ['/server'] }).shares).toMatchObject([
      { owner: 'application', files: 1 },
    ])
  })

  it('is exactly one: the shares are every byte of the final view, whatever lies where', () => {
    const folders = [
      'app',
      'app/node_modules/x',
      'app/.git',
      'usr/lib',
      'usr/share/doc/a',
      'root/.cache',
      'etc',
      'tmp',
      'opt/venv',
      'var/lib/apt/lists',
      '',
    ]
    const names = ['a', 'b.so', '.env', 'package.json', 'pyvenv.cfg', 'hosts', 'resolv.conf', 'x.pyc']
    let state = 7
    const random = (below: number): number => {
      state = (state * 48271) % 2147483647
      return state % below
    }
    const pick = <One>(list: readonly One[]): One => list[random(list.length)] as One
    for (let round = 0; round < 300; round++) {
      const layers = Array.from({ length: 1 + random(4) }, () =>
        Array.from({ length: random(25) }, (): LayerEntry => {
          const path = [pick(folders), pick(names)].filter(Boolean).join('/')
          const dice = random(10)
          if (dice === 0) return file(path, 0, { kind: 'whiteout' })
          if (dice === 1)
            return file(path, 0, { kind: 'hardlink', link: `${pick(folders)}/a`.replace(/^\//, '') })
          if (dice === 2) return file(path, 0, { kind: 'symlink', link: '/app/a' })
          if (dice === 3) return file(pick(folders) || 'app', 0, { kind: 'opaque' })
          return file(path, random(10_000))
        }),
      )
      const { shares, view } = share(
        layers,
        layers.map(() => pick([run, context])),
      )
      expect(shares.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(view.finalBytes)
      expect(new Set(shares.map(({ owner }) => owner)).size).toBe(shares.length)
    }
  })
})
