import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../../src/core/domain/finding.js'
import { describeFinding } from '../../../../src/core/findings/prose.js'
import { auditBinaries } from '../../../../src/image/elf/audit/audit-binaries.js'
import {
  elf,
  glibc,
  glibcProgram,
  imageOf,
  musl,
  muslProgram,
  needs,
  script,
  type Tree,
  text,
} from '../trees.js'

function audit(tree: Tree, config: Readonly<Record<string, unknown>> = {}, platform?: string) {
  const { contents, view, packages } = imageOf(tree, config, platform)
  return auditBinaries(contents, view, packages)
}

const npmPackage = (name: string) => ({
  [`app/node_modules/${name}/package.json`]: text(JSON.stringify({ name, version: '1.2.3' })),
})

describe('the audit of binaries', () => {
  it('has nothing to say of programs whose libraries are where their loader looks', () => {
    expect(
      audit({
        ...glibc,
        'bin/a': glibcProgram({
          needed: ['libc.so.6', 'libx.so.1'],
          requires: [needs('libc.so.6', 'GLIBC_2.36')],
        }),
        'usr/lib/libx.so.1': 'libx.so.1.2',
        'usr/lib/libx.so.1.2': elf({ soname: 'libx.so.1', needed: ['libc.so.6'] }),
        'opt/own/bin/b': glibcProgram({ needed: ['liby.so'], runpath: ['$ORIGIN/../lib'] }),
        'opt/own/lib/liby.so': elf({ needed: ['libc.so.6'] }),
      }),
    ).toEqual([])
  })

  it('fails for a loader that is not there only where the container starts with that program', () => {
    const tree = { 'app/a': glibcProgram(), 'app/b': glibcProgram() }
    expect(audit(tree, { Entrypoint: ['/app/a'] })).toEqual([
      expect.objectContaining({
        kind: 'interpreter-absent',
        wanted: '/lib64/ld-linux-x86-64.so.2',
        level: 'fail',
        isStarted: true,
        paths: ['app/a', 'app/b'],
        files: 2,
      }),
    ])
    expect(audit(tree)).toMatchObject([{ level: 'warn', isStarted: false }])
  })

  it('says which C library a program was made for where the image has the other one', () => {
    expect(audit({ ...musl, 'app/a': glibcProgram() })).toMatchObject([
      { kind: 'other-libc', wanted: 'glibc', has: 'musl', level: 'warn' },
    ])
    expect(audit({ ...glibc, 'app/a': muslProgram() })).toMatchObject([
      { kind: 'other-libc', wanted: 'musl', has: 'glibc' },
    ])
  })

  it('leaves a system below a folder alone', () => {
    expect(audit({ 'srv/root/lib64/ld-linux-x86-64.so.2': elf(), 'srv/root/bin/a': glibcProgram() })).toEqual(
      [],
    )
  })

  it('follows the #! line of what the container starts with', () => {
    const tree = {
      ...glibc,
      'usr/local/bin/start': script('/usr/bin/env node'),
      'usr/bin/env': glibcProgram(),
      'usr/bin/node': glibcProgram({ needed: ['libatomic.so.1'] }),
    }
    expect(audit(tree, { Cmd: ['start'] })).toMatchObject([
      {
        kind: 'library-absent',
        wanted: 'libatomic.so.1',
        level: 'fail',
        isStarted: true,
        paths: ['usr/bin/node'],
      },
    ])
  })

  it('names the library that lies where no loader looks, and the cache that was not renewed', () => {
    const program = glibcProgram({ needed: ['libx.so.1'] })
    expect(audit({ ...glibc, 'bin/a': program, 'opt/x/libx.so.1': elf() })).toMatchObject([
      { kind: 'library-absent', elsewhere: 'opt/x/libx.so.1', level: 'note' },
    ])
    const [found] = audit({
      ...glibc,
      'bin/a': program,
      'usr/local/lib/libx.so.1': elf(),
      'etc/ld.so.conf': text('include /etc/ld.so.conf.d/*.conf\n'),
      'etc/ld.so.conf.d/libc.conf': text('# default\n/usr/local/lib\n'),
    })
    expect(found).toMatchObject({ elsewhere: 'usr/local/lib/libx.so.1', isUncached: true })
  })

  it('takes a library of another machine for none', () => {
    expect(
      audit({
        ...glibc,
        'bin/a': glibcProgram({ needed: ['libx.so'] }),
        'usr/lib/libx.so': elf({ machine: 'arm64' }),
      }),
    ).toMatchObject([{ kind: 'library-absent', wanted: 'libx.so' }])
  })

  it('hands the old search path on to what is loaded, and the new one not', () => {
    const tree = (path: object): Tree => ({
      ...glibc,
      'app/a': glibcProgram({ needed: ['libx.so'], ...path }),
      'app/lib/libx.so': elf({ needed: ['liby.so'] }),
      'app/lib/liby.so': elf(),
    })
    expect(audit(tree({ rpath: ['$ORIGIN/lib'] }))).toEqual([])
    expect(audit(tree({ runpath: ['$ORIGIN/lib'] }))).toMatchObject([
      { wanted: 'liby.so', paths: ['app/lib/libx.so'] },
    ])
  })

  it('compares symbol versions as numbers, and leaves out those that a program does without', () => {
    const asking = (...asked: string[]) => glibcProgram({ requires: [needs('libc.so.6', ...asked)] })
    expect(audit({ ...glibc, 'app/a': asking('GLIBC_2.9', 'GLIBC_2.38', 'GLIBC_2.4711') })).toMatchObject([
      { kind: 'version-absent', wanted: 'GLIBC_2.4711', has: 'GLIBC_2.36', library: 'libc.so.6' },
    ])
    const weak = { library: 'libc.so.6', versions: ['GLIBC_2.38'], weak: ['GLIBC_2.38'] }
    expect(audit({ ...glibc, 'app/a': glibcProgram({ requires: [weak] }) })).toEqual([])
  })

  it('is one finding for all modules of one package', () => {
    const modules = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [
        `app/node_modules/many/${at}.node`,
        elf({ needed: ['libc.so.6'] }),
      ]),
    )
    expect(audit({ ...musl, ...npmPackage('many'), ...modules })).toEqual([
      expect.objectContaining({
        kind: 'other-libc',
        level: 'warn',
        files: 40,
        package: { from: 'npm', name: 'many', version: '1.2.3' },
      }),
    ])
  })

  it('has nothing against a module whose other build lies beside it', () => {
    const gnu = 'app/node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node'
    const other = 'app/node_modules/@img/sharp-linuxmusl-x64/lib/sharp-linuxmusl-x64.node'
    const tree = { ...musl, ...npmPackage('@img/sharp-linux-x64'), [gnu]: elf({ needed: ['libc.so.6'] }) }
    expect(audit(tree)).toHaveLength(1)
    expect(audit({ ...tree, [other]: elf({ needed: ['libc.musl-x86_64.so.1'] }) })).toEqual([])
    const prebuilds = {
      'app/node_modules/bcrypt/prebuilds/linux-x64/bcrypt.glibc.node': elf({ needed: ['libc.so.6'] }),
      'app/node_modules/bcrypt/prebuilds/linux-arm64/bcrypt.musl.node': elf({ machine: 'arm64' }),
      'app/node_modules/bcrypt/prebuilds/linux-x64/bcrypt.musl.node': elf({
        needed: ['libc.musl-x86_64.so.1'],
      }),
    }
    expect(audit({ ...musl, ...prebuilds })).toEqual([])
    const lmdb = {
      'app/node_modules/@lmdb/lmdb-linux-x64/node.abi115.glibc.node': elf({ needed: ['libc.so.6'] }),
      'app/node_modules/@lmdb/lmdb-linux-x64/node.napi.musl.node': elf({ needed: ['libc.musl-x86_64.so.1'] }),
    }
    expect(audit({ ...musl, ...lmdb })).toEqual([])
  })

  it('passes over builds for other systems, which neither lack anything here nor make up for anything', () => {
    const folder = 'app/node_modules/sodium-native/prebuilds'
    const others = {
      [`${folder}/android-x64/sodium-native.node`]: elf({ needed: ['libm.so', 'libdl.so', 'libc.so'] }),
      [`${folder}/freebsd-x64/sodium-native.node`]: elf({ needed: ['libthr.so.3', 'libc.so.7'] }),
    }
    expect(audit({ ...glibc, ...others })).toEqual([])
    const gnu = { [`${folder}/linux-x64/sodium-native.node`]: elf({ needed: ['libc.so.6'] }) }
    expect(audit({ ...musl, ...others, ...gnu })).toMatchObject([{ kind: 'other-libc', wanted: 'glibc' }])
  })

  it('has nothing against a module whose library a program may have loaded before', () => {
    const extension = elf({
      needed: ['libtorch.so', 'libc.so.6'],
      requires: [needs('libc.so.6', 'GLIBC_2.36')],
    })
    const tree = { ...glibc, 'usr/lib/python3/dist-packages/torch/_C.so': extension }
    expect(audit({ ...tree, 'usr/lib/python3/dist-packages/torch/lib/libtorch.so': elf() })).toEqual([])
    expect(audit(tree)).toMatchObject([{ kind: 'library-absent', wanted: 'libtorch.so' }])
  })

  it('lets a compatibility layer stand for glibc', () => {
    const compat = {
      'lib64/ld-linux-x86-64.so.2': elf({ soname: 'ld-linux-x86-64.so.2' }),
      'lib/libgcompat.so.0': elf(),
    }
    const module = { 'app/a.node': elf({ needed: ['libc.so.6'] }), 'app/b': glibcProgram() }
    expect(audit({ ...musl, ...compat, ...module })).toEqual([])
  })

  it('tells the wrong machine only of what would be run or loaded', () => {
    const other = glibcProgram({ machine: 'arm64', type: 'executable' })
    expect(audit({ ...glibc, 'app/a': other }, { Entrypoint: ['/app/a'] })).toMatchObject([
      { kind: 'wrong-machine', wanted: 'arm64', has: 'amd64', level: 'fail' },
    ])
    expect(audit({ ...glibc, 'app/fixtures/a': other })).toEqual([])
    expect(
      audit({ ...glibc, 'bin/a': glibcProgram({ machine: '386', bits: 32 }) }, {}, 'linux/386'),
    ).toHaveLength(1)
  })

  it('tells of scripts that somebody calls, and of no others', () => {
    const tree = {
      'bin/sh': elf({ isDynamic: false }),
      'usr/local/bin/good': script('/bin/sh -e'),
      'usr/local/bin/bad': script('/bin/bash'),
      'usr/local/bin/windows': script('/bin/sh', { endsInCarriageReturn: true }),
      'usr/local/bin/off': { ...script('/bin/zsh'), mode: 0o644 },
      'usr/share/doc/example': script('/usr/bin/perl'),
      'app/tool': script('/usr/bin/env -S deno run'),
      'usr/bin/env': elf({ isDynamic: false }),
      'app/node_modules/x/build.sh': script('/bin/fish'),
    }
    expect(audit(tree, { WorkingDir: '/app' })).toMatchObject([
      { kind: 'script-interpreter-absent', wanted: '/bin/bash', level: 'warn', paths: ['usr/local/bin/bad'] },
      { kind: 'script-carriage-return', wanted: '/bin/sh', level: 'warn', paths: ['usr/local/bin/windows'] },
      { kind: 'script-interpreter-absent', wanted: 'deno', level: 'note', paths: ['app/tool'] },
    ])
  })
})

describe('a script that runs in no program', () => {
  it.each([
    ['/opt', 'which is a folder'],
    ['/etc/passwd', 'which is not executable'],
  ])('as %s, is told', (interpreter, said) => {
    const tree: Tree = { 'opt/x': {}, 'etc/passwd': text(''), 'bin/start': script(interpreter) }
    const [finding] = audit(tree, { Cmd: ['/bin/start'] })
    expect(finding).toMatchObject({ kind: 'script-interpreter-absent', wanted: interpreter, level: 'fail' })
    expect(describeFinding(finding as Finding).title).toContain(said)
  })
})

describe('a script of a virtual environment', () => {
  const venv = {
    'usr/bin/python3.11': elf({ isDynamic: false }),
    'venv/bin/gunicorn': script('/venv/bin/python'),
    'venv/bin/python': 'python3',
    'venv/bin/python3': '/usr/bin/python3.11',
  }

  it('runs where its chain of links leads to an interpreter', () => {
    expect(audit(venv, { Cmd: ['/venv/bin/gunicorn'] })).toEqual([])
  })

  it('names where the chain ends where nothing is there', () => {
    const { 'usr/bin/python3.11': _, ...alone } = venv
    const [finding] = audit(alone, { Cmd: ['/venv/bin/gunicorn'] })
    expect(finding).toMatchObject({
      kind: 'script-interpreter-absent',
      level: 'fail',
      wanted: '/venv/bin/python',
      link: '/usr/bin/python3.11',
    })
    expect(describeFinding(finding as Finding).text).toContain(
      'It is a link to /usr/bin/python3.11, which is not in the image.',
    )
  })
})

describe('what is loaded before all else', () => {
  const program = glibcProgram()
  const env = (value: string) => ({ Cmd: ['/bin/a'], Env: [`LD_PRELOAD=${value}`] })
  const tree: Tree = { ...glibc, 'bin/a': program, 'usr/lib/libx.so': elf({ needed: ['libc.so.6'] }) }

  it('is looked for as the loader does, by path and by name', () => {
    expect(audit(tree, env('/usr/lib/libx.so libx.so'))).toEqual([])
    expect(audit(tree, env('/usr/lib/$LIB/liby.so:/run/x.so'))).toEqual([])
    expect(audit(tree, env('/usr/lib/aarch64-linux-gnu/libx.so:liby.so'))).toMatchObject([
      {
        tag: 'image-start',
        kind: 'preload-absent',
        wanted: '/usr/lib/aarch64-linux-gnu/libx.so',
        level: 'warn',
      },
      { kind: 'preload-absent', wanted: 'liby.so', by: 'LD_PRELOAD' },
    ])
  })

  it('has a file of its own, which musl does not read', () => {
    const file = { 'etc/ld.so.preload': text('# one\n/lib/gone.so\n') }
    expect(audit({ ...tree, ...file }, { Cmd: ['/bin/a'] })).toMatchObject([
      { kind: 'preload-absent', wanted: '/lib/gone.so', by: '/etc/ld.so.preload' },
    ])
    expect(audit({ ...musl, ...file, 'bin/a': muslProgram() }, { Cmd: ['/bin/a'] })).toEqual([])
  })

  it('must be of the same C library and machine', () => {
    const ofMusl = elf({ needed: ['libc.musl-x86_64.so.1'] })
    expect(audit({ ...tree, 'lib/m.so': ofMusl }, env('/lib/m.so'))).toContainEqual(
      expect.objectContaining({ kind: 'preload-unfit', wanted: '/lib/m.so' }),
    )
    expect(audit({ ...tree, 'lib/m.so': elf({ machine: 'arm64' }) }, env('/lib/m.so'))).toMatchObject([
      { kind: 'preload-unfit' },
    ])
    expect(
      audit(
        { ...musl, 'bin/a': muslProgram(), 'lib/g.so': elf({ needed: ['libc.so.6'] }) },
        env('/lib/g.so'),
      ),
    ).toContainEqual(expect.objectContaining({ kind: 'preload-unfit' }))
  })

  it('needs its own libraries, or nothing starts', () => {
    const lacking = { ...tree, 'lib/p.so': elf({ needed: ['libz.so.1'] }) }
    expect(audit(lacking, env('/lib/p.so'))).toMatchObject([
      { kind: 'library-absent', wanted: 'libz.so.1', level: 'fail', paths: ['lib/p.so'] },
    ])
  })

  it('does not matter where nothing is loaded', () => {
    expect(audit({ 'bin/a': elf({ isDynamic: false }) }, env('/gone.so'))).toEqual([])
  })
})

describe('libraries for newer processors', () => {
  it('are found in the folders of their own, before the plain ones', () => {
    const newer = elf({ soname: 'libx.so.1', needed: ['liby.so.1'] })
    const tree: Tree = {
      ...glibc,
      'bin/a': glibcProgram({ needed: ['libx.so.1'] }),
      'usr/lib/glibc-hwcaps/x86-64-v3/libx.so.1': newer,
      'usr/lib/glibc-hwcaps/x86-64-v2/libx.so.1': elf({ soname: 'libx.so.1' }),
    }
    expect(audit(tree)).toMatchObject([
      { kind: 'library-absent', wanted: 'liby.so.1', paths: ['usr/lib/glibc-hwcaps/x86-64-v3/libx.so.1'] },
    ])
    const { 'usr/lib/glibc-hwcaps/x86-64-v3/libx.so.1': _, ...older } = tree
    expect(audit(older)).toEqual([])
  })

  it('are of no interest to musl', () => {
    const tree = {
      ...musl,
      'bin/a': muslProgram({ needed: ['libx.so.1'] }),
      'usr/lib/glibc-hwcaps/x86-64-v3/libx.so.1': elf(),
    }
    expect(audit(tree)).toMatchObject([{ kind: 'library-absent', wanted: 'libx.so.1' }])
  })
})
