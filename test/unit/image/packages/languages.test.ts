import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { allProbes } from '../../../../src/image/capture/probes.js'
import { findPackages } from '../../../../src/image/packages/find-packages.js'
import { readImage } from '../../../../src/image/read-image.js'
import { stackLayers } from '../../../../src/image/view/stack-layers.js'
import { layouts, streamOf, tarOf } from '../archives.js'
import { imageOf, type Tree, text } from '../trees.js'

const found = (tree: Tree) => imageOf(tree).packages
const names = (tree: Tree) => found(tree).packages.map(({ name, version }) => `${name} ${version}`)

const apkText = [
  'C:Q1abc=',
  'P:musl',
  'V:1.2.5-r1',
  'A:x86_64',
  'S:400',
  'I:634880',
  'o:musl',
  'F:lib',
  'R:ld-musl-x86_64.so.1',
  'a:0:0:755',
  'Z:Q1x=',
  'F:',
  'R:top',
  '',
  'C:Q1def=',
  'P:libssl3',
  'V:3.3.2-r0',
  'I:700000',
  'o:openssl',
  'p:so:libssl.so.3=3',
  'r:libressl',
  'q:1000',
  'F:usr/lib',
  'M:0:0:755',
  'R:libssl.so.3',
  '',
  'P:.build-deps',
  'V:20241111.101010',
  'I:0',
  '',
  '',
].join('\n')

describe('packages of Alpine', () => {
  it.each(['lib/apk/db/installed', 'usr/lib/apk/db/installed'])(
    'are read from %s as they are written there',
    (path) => {
      const { packages, ownerOf } = found({
        [path]: text(apkText),
        top: text('x'),
        'lib/ld-musl-x86_64.so.1': text('x'),
        'usr/lib/libssl.so.3': text('x'),
      })
      expect(packages).toEqual([
        { from: 'apk', name: '.build-deps', version: '20241111.101010', installedBytes: 0 },
        { from: 'apk', name: 'libssl3', version: '3.3.2-r0', source: 'openssl', installedBytes: 700000 },
        { from: 'apk', name: 'musl', version: '1.2.5-r1', installedBytes: 634880 },
      ])
      expect(
        ['top', 'lib/ld-musl-x86_64.so.1', 'usr/lib/libssl.so.3', 'lib'].map((one) => ownerOf(one)?.name),
      ).toEqual(['musl', 'musl', 'libssl3', undefined])
    },
  )
})

describe('packages of Debian', () => {
  it('are named with their source, without those of which nothing is installed', () => {
    const status =
      'Package: libssl3\nStatus: install ok installed\nInstalled-Size: 5\nSource: openssl (3.0.15)\nVersion: 3.0.15-1\n\nPackage: gone\nStatus: deinstall ok not-installed\nVersion: 1\n'
    expect(found({ 'var/lib/dpkg/status': text(status) }).packages).toEqual([
      { from: 'deb', name: 'libssl3', version: '3.0.15-1', source: 'openssl', installedBytes: 5120 },
    ])
  })
})

describe('whose a file is', () => {
  it('is known of a module that is gone, for what Python compiled of it, also through a folder that is a link', () => {
    const { ownerOf } = found({
      'var/lib/dpkg/status': text('Package: six\nStatus: install ok installed\nVersion: 1\n'),
      'var/lib/dpkg/info/six.list': text('/lib/python3/six.py\n/lib/python3/gone.txt\n'),
      lib: 'usr/lib',
      'usr/lib/python3/__pycache__/six.cpython-311.pyc': text('x'),
    })
    expect(ownerOf('usr/lib/python3/six.py')?.name).toBe('six')
    expect(ownerOf('usr/lib/python3/gone.txt')).toBeUndefined()
  })
})

describe('packages of npm', () => {
  const manifest = (name: string, version?: string) => text(JSON.stringify({ name, version }))
  it('are found nested, scoped and as pnpm lays them out, once each; not in workspaces, and not without a version', () => {
    expect(
      names({
        'app/package.json': manifest('app', '1.0.0'),
        'app/node_modules/a/package.json': manifest('a', '1.0.0'),
        'app/node_modules/a/esm/package.json': manifest('inner', '9.0.0'),
        'app/node_modules/a/node_modules/b/package.json': manifest('b', '2.0.0'),
        'app/node_modules/@s/c/package.json': manifest('@s/c', '3.0.0'),
        'app/node_modules/.pnpm/d@4.0.0/node_modules/d/package.json': manifest('d', '4.0.0'),
        'app/node_modules/d': '.pnpm/d@4.0.0/node_modules/d',
        'app/node_modules/work': '../packages/work',
        'app/packages/work/package.json': manifest('work', '0.0.1'),
        'app/node_modules/none/package.json': manifest('none'),
        'app/node_modules/bad/package.json': text('{'),
        'app/node_modules/e/package.json': text('\uFEFF{"name":"e","version":"5.0.0"}'),
      }),
    ).toEqual(['@s/c 3.0.0', 'a 1.0.0', 'b 2.0.0', 'd 4.0.0', 'e 5.0.0'])
  })
})

describe('packages of Python', () => {
  it('are found as wheels, as eggs, as one file of Debian and as a link to where they are worked on', () => {
    const about = (name: string) =>
      text(`Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n\nName: not this one\n`)
    const site = 'usr/local/lib/python3.12/site-packages'
    const tree = {
      [`${site}/Foo_Bar-1.0.dist-info/METADATA`]: about('Foo.Bar'),
      [`${site}/Foo_Bar-1.0.dist-info/RECORD`]: text(
        'foo/__init__.py,sha256=x,1\r\n"foo/odd, ""name"".py",,\n../../../bin/foo,,\n,,\n',
      ),
      [`${site}/foo/__init__.py`]: text('12'),
      [`${site}/foo/odd, "name".py`]: text('345'),
      'usr/local/bin/foo': text('6789'),
      [`${site}/edited-1.0.dist-info/METADATA`]: about('edited'),
      [`${site}/edited-1.0.dist-info/RECORD`]: text('__editable__.edited-1.0.pth,sha256=x,9\n'),
      'usr/lib/python3/dist-packages/six-1.egg-info': about('six'),
      'usr/lib/python3/dist-packages/yaml.egg-info/PKG-INFO': about('yaml'),
      'usr/lib/python3/dist-packages/empty.egg-info/PKG-INFO': text('nothing of use'),
      [`${site}/whole-1.0-py3.12.egg/EGG-INFO/PKG-INFO`]: about('whole'),
    }
    expect(names(tree)).toEqual(['Foo.Bar 1.0', 'edited 1.0', 'six 1.0', 'whole 1.0', 'yaml 1.0'])
    const { packages, ownerOf } = found(tree)
    expect(packages[0]?.installedBytes).toBe(9)
    expect(ownerOf('usr/local/bin/foo')?.name).toBe('Foo.Bar')
    expect(ownerOf(`${site}/foo/odd, "name".py`)?.name).toBe('Foo.Bar')
  })
})

/** Go programs that a machine with an engine has; the first in which the linker's mark stands. */
const goProgram = ['runc', 'docker', 'skopeo', 'containerd']
  .flatMap((name) => ['/usr/bin', '/usr/sbin', '/usr/local/bin'].map((at) => `${at}/${name}`))
  .find((path) => existsSync(path) && readFileSync(path).includes('\xff Go buildinf:', 0, 'latin1'))
const program = goProgram === undefined ? Buffer.alloc(0) : readFileSync(goProgram)

describe.skipIf(goProgram === undefined)('modules in Go programs', () => {
  async function packagesOf(content: Buffer) {
    const layer = await tarOf([{ name: 'usr/bin/tool', content }])
    const archive = await tarOf(layouts.OCI({ layers: [layer] }))
    const outcome = await readImage(streamOf(archive), { probes: allProbes })
    if (outcome.outcome !== 'read') throw new Error(outcome.failure.message)
    return findPackages(stackLayers(outcome.contents.layers))
  }

  it('are those written into a real program, with the Go that linked it', async () => {
    const version = /\xff Go buildinf:[\s\S]{17,19}go([\d.]+)/.exec(program.toString('latin1'))?.[1]
    expect(version).toMatch(/^1\.\d+/)
    // Distributions link without modules: one line of what they do write becomes a module.
    const withModule = Buffer.from(program)
    const line = 'build\t-compiler=gc\n'
    withModule.write(
      'dep\ta.b/cde\tv1.0.0\n'.slice(0, line.length),
      program.indexOf(line, program.indexOf('\xff Go buildinf:', 0, 'latin1')),
      'latin1',
    )
    const { packages, unread } = await packagesOf(withModule)
    expect(packages.map(({ name, version: own }) => `${name} ${own}`)).toEqual([
      'a.b/cde v1.0.0',
      `go ${version}`,
    ])
    expect(unread).toEqual([])
  })

  it('are named as unread where an older Go wrote them by pointers', async () => {
    const old = Buffer.from(program)
    const at = old.indexOf(Buffer.from('\xff Go buildinf:', 'latin1'))
    expect(at).toBeGreaterThan(0)
    old[at + 15] = 0
    const { packages, unread } = await packagesOf(old)
    expect(packages).toEqual([])
    expect(unread).toEqual([
      'the Go modules of usr/bin/tool could not be read: it was linked by a Go before 1.18',
    ])
  })
})
