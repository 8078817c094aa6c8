import { describe, expect, it } from 'vitest'
import { isFloating } from '../../../../src/core/domain/image/floating-base.js'
import { findLostPosture } from '../../../../src/core/findings/lost-posture.js'
import { captureFile } from '../../../../src/image/capture/capture-file.js'
import { scriptProbe } from '../../../../src/image/capture/script-probe.js'
import { findPackages } from '../../../../src/image/packages/find-packages.js'
import { judgePosture } from '../../../../src/image/posture/judge-posture.js'
import { shellStays } from '../../../../src/image/posture/start-form.js'
import type { TarEntry } from '../../../../src/image/tar.js'
import { stackLayers } from '../../../../src/image/view/stack-layers.js'
import { folder, imageOf, type Tree, text } from '../trees.js'

/** The tree's layer lies on one that holds nothing but a system. */
function judge(tree: Tree, config: Readonly<Record<string, unknown>> = {}, base: Tree = {}) {
  const lower = imageOf(base, config)
  const upper = imageOf(tree)
  const contents = { ...lower.contents, layers: [...lower.contents.layers, ...upper.contents.layers] }
  const view = stackLayers(contents.layers)
  return judgePosture(contents, view, findPackages(view))
}

const user = { User: '1000' }
const kindsOf = (judged: ReturnType<typeof judge>) => judged.findings.map(({ kind }) => kind)
const dash: Tree = { 'bin/sh': 'dash', 'bin/dash': {} }
const busybox: Tree = { 'bin/sh': '/bin/busybox', 'bin/busybox': {} }

describe('the user', () => {
  it.each([
    ['', 0, ['root-user']],
    ['root', 0, ['root-user']],
    ['0:0', 0, ['root-user']],
    ['admin', 0, ['root-user']],
    ['app:app', 1000, []],
    ['1000', 1000, []],
    ['nobody', undefined, []],
  ])('is root or not by number, name and /etc/passwd: %j', (name, uid, kinds) => {
    const passwd = text('root:x:0:0::/:/bin/sh\nadmin:x:0:0::/:\napp:x:1000:1000::/:\n')
    const judged = judge({ 'etc/passwd': passwd }, { User: name })
    expect(judged.posture.user).toEqual({ name, ...(uid !== undefined && { uid }) })
    expect(kindsOf(judged)).toEqual(kinds)
  })

  it('is no root on a system that has none', () => {
    const { contents, view, packages } = imageOf({}, {}, 'windows/amd64')
    expect(judgePosture(contents, view, packages).findings).toEqual([])
  })

  it('may be root where the start command itself gives root up', () => {
    expect(kindsOf(judge({}, { Entrypoint: ['/usr/sbin/gosu', 'app', 'server'] }))).toEqual([])
  })

  it('may be root where the script that starts gives root up somewhere', () => {
    const entry = (script: string) => {
      const bytes = Buffer.from(script)
      const made = { path: 'entry.sh', storedBytes: bytes.length } as unknown as TarEntry
      const capture = captureFile([scriptProbe], 'entry.sh', made)
      capture.write(bytes)
      const captured = capture.end()
      const tree = { ...dash, 'entry.sh': { ...(captured && { captured }) } }
      return kindsOf(judge(tree, { Entrypoint: ['/entry.sh'] }))
    }
    const gosu = '#!/bin/sh\nif [ "$(id -u)" = 0 ]; then exec gosu app "$0" "$@"; fi\nexec "$@"\n'
    expect(entry(gosu)).toEqual([])
    expect(entry('#!/bin/sh\nset -e\nexec setpriv --reuid=1000 /server\n')).toEqual([])
    expect(entry('#!/bin/sh\n# gosu would be better\nexec /server\n')).toEqual(['root-user'])
  })
})

describe('set-id files', () => {
  const installed = text('P:shadow\nV:1\nF:bin\nR:su\n\nP:tool\nV:1\nF:bin\nR:tool\n')
  const database = { 'lib/apk/db/installed': installed }

  it('are held against the image where a later layer brought them and no package did', () => {
    const { posture, findings } = judge(
      { 'app/helper': { mode: 0o4755 }, 'app/other': { mode: 0o644 | 0o4000 } },
      user,
      {
        ...database,
        'bin/su': { mode: 0o4755 },
        'bin/old': { mode: 0o2755 },
      },
    )
    expect(posture.setIdFiles.first).toEqual([
      { path: 'app/helper', uid: 0, sets: 'user', layer: 1 },
      { path: 'bin/old', uid: 0, sets: 'group', layer: 0 },
      { path: 'bin/su', uid: 0, sets: 'user', layer: 0, package: 'shadow' },
    ])
    expect(findings).toEqual([
      { tag: 'image-posture', level: 'warn', kind: 'set-id', examples: ['/app/helper'], count: 1, layer: 1 },
    ])
  })

  it('are so too where a later layer gave the bit to a package that has none', () => {
    const judged = judge({ 'bin/tool': { mode: 0o4755 }, 'bin/su': { mode: 0o4755 } }, user, {
      ...database,
      'bin/tool': { mode: 0o755 },
      'bin/su': { mode: 0o4755 },
    })
    expect(judged.findings).toMatchObject([{ kind: 'set-id', examples: ['/bin/tool'] }])
  })
})

describe('what everybody may write', () => {
  it('is told by file and folder; the sticky bit, links and the base are left out', () => {
    const { posture, findings } = judge(
      {
        tmp: folder(0o1777),
        app: folder(0o777),
        'app/a': { mode: 0o666 },
        'app/b': { mode: 0o664 },
        'app/c': 'a',
        'dev/null': { mode: 0o666 },
      },
      user,
      { 'var/lock': folder(0o777) },
    )
    expect(posture.writableByAll).toEqual({ count: 3, first: ['app', 'app/a', 'var/lock'] })
    expect(findings).toMatchObject([
      { kind: 'writable-by-all', examples: ['/app', '/app/a'], count: 2, layer: 1 },
    ])
  })

  it('is a short list, however much there is', () => {
    const many = Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`app/${at}`, { mode: 0o777 }]))
    const [finding] = judge(many, user).findings
    expect(finding).toMatchObject({ count: 900 })
    expect(finding?.examples).toHaveLength(5)
  })
})

describe('what is left in', () => {
  it('names shells and package managers by the files behind them, not the small ones that busybox brings', () => {
    const { posture } = judge({
      ...busybox,
      'usr/bin/dpkg': '/bin/busybox',
      'sbin/apk': {},
      'usr/bin/npm': 'gone',
    })
    expect(posture.shells).toEqual(['sh', 'busybox'])
    expect(posture.packageManagers).toEqual(['apk'])
  })

  it('weighs compilers by the package that brought them', () => {
    const { findings } = judge(
      {
        'lib/apk/db/installed': text('P:gcc\nV:1\nF:usr/bin\nR:gcc\nF:usr/libexec/gcc\nR:cc1\nR:data\n'),
        'usr/bin/gcc': { sizeBytes: 1000 },
        'usr/libexec/gcc/cc1': { sizeBytes: 20_000 },
        'usr/libexec/gcc/data': { sizeBytes: 300 },
        'usr/local/go/bin/go': { sizeBytes: 7 },
        'usr/bin/ldd': { sizeBytes: 5 },
        'usr/bin/cc': 'gcc',
      },
      user,
    )
    expect(findings).toMatchObject([
      {
        kind: 'compilers',
        level: 'note',
        examples: ['gcc', '/usr/local/go/bin/go'],
        count: 2,
        sizeBytes: 21_307,
      },
    ])
  })

  it('weighs the package managers of languages, but not one that the container starts with', () => {
    const tree = { 'usr/local/lib/node_modules/npm/bin/npm-cli.js': { sizeBytes: 9000 } }
    expect(judge(tree, { ...user, Cmd: ['node', 'a.js'] }).findings).toMatchObject([
      { kind: 'package-manager', examples: ['/usr/local/lib/node_modules/npm'], sizeBytes: 9000 },
    ])
    expect(judge(tree, { ...user, Cmd: ['npm', 'start'] }).findings).toEqual([])
  })
})

describe('process 1', () => {
  it.each([
    ['server --port 1', 'dash', true],
    ['exec server', 'dash', false],
    ['cd /app && exec server', 'dash', false],
    ['server', 'bash', false],
    ['migrate && server > /dev/null 2>&1', 'busybox', false],
    ['server | tee log', 'busybox', true],
    ['worker & server', 'bash', true],
    ['while true; do server; done', 'bash', true],
    ['trap stop TERM; server', 'dash', undefined],
    ['server', 'mksh', undefined],
    ['server', undefined, undefined],
  ])('%j in %s: the shell stays? %s', (line, shell, stays) => {
    expect(shellStays(line, shell)).toBe(stays)
  })

  it('is a shell that stays where /bin/sh is dash, and none where it is busybox', () => {
    const config = { ...user, Cmd: ['/bin/sh', '-c', 'server'] }
    const start = { form: 'shell', shellStays: true }
    expect(judge(dash, config).posture.start).toEqual({ ...start, shellFrom: 'command' })
    const entrypoint = { ...user, Entrypoint: config.Cmd }
    expect(judge(dash, entrypoint).posture.start).toEqual({ ...start, shellFrom: 'entrypoint' })
    expect(judge(dash, config).findings).toMatchObject([
      { kind: 'shell-first', level: 'warn', examples: ['/bin/sh -c server'] },
    ])
    expect(judge(busybox, config)).toMatchObject({ posture: { start: { shellStays: false } }, findings: [] })
  })

  it('is the program in a list, or an init', () => {
    expect(judge({}, { Entrypoint: ['server'] }).posture.start).toEqual({ form: 'exec' })
    expect(judge({}, { Entrypoint: ['/sbin/tini', '--', 'server'] }).posture.start).toEqual({
      form: 'exec',
      init: 'tini',
    })
    expect(judge({}).posture.start).toEqual({ form: 'none' })
  })

  it('never sees a CMD beside an ENTRYPOINT that is written for a shell', () => {
    const config = { ...user, Entrypoint: ['/bin/sh', '-c', 'exec server'], Cmd: ['--port', '1'] }
    expect(judge(dash, config).findings).toMatchObject([{ kind: 'command-ignored', examples: ['--port 1'] }])
    const asking = { ...config, Entrypoint: ['/bin/sh', '-c', 'exec server "$@"'] }
    expect(judge(dash, asking).findings).toEqual([])
  })
})

describe('the base', () => {
  it.each([
    ['debian', true],
    ['registry:5000/debian', true],
    ['node:latest', true],
    ['node:lts-alpine', true],
    ['node:22.1.0', false],
    [`node@sha256:${'0'.repeat(64)}`, false],
  ])('%s moves? %s', (name, moves) => {
    expect(isFloating(name)).toBe(moves)
  })

  it('is told by the labels, and held against the image only without a digest', () => {
    const name = { 'org.opencontainers.image.base.name': 'debian' }
    const digest = { 'org.opencontainers.image.base.digest': 'sha256:1' }
    expect(judge({}, { ...user, Labels: name })).toMatchObject({
      posture: { base: { name: 'debian' } },
      findings: [{ kind: 'floating-base', level: 'note' }],
    })
    expect(judge({}, { ...user, Labels: { ...name, ...digest } }).findings).toEqual([])
  })
})

describe('the health check', () => {
  const checked = judge({}, { Healthcheck: { Test: ['CMD', 'curl', 'localhost'] } }).posture
  const unchecked = judge({}).posture
  const disabled = judge({}, { Healthcheck: { Test: ['NONE'] } }).posture

  it('is a fact of the image', () => {
    expect([checked.healthCheck, unchecked.healthCheck, disabled.healthCheck]).toEqual([
      'set',
      'none',
      'disabled',
    ])
  })

  it('is missed only where the baseline has one', () => {
    expect(findLostPosture(disabled, checked)).toMatchObject([
      { kind: 'health-check-lost', examples: ['curl localhost'], level: 'warn' },
    ])
    expect(findLostPosture(checked, checked)).toEqual([])
    expect(findLostPosture(unchecked, unchecked)).toEqual([])
  })
})
