import { describe, expect, it } from 'vitest'
import { auditStart } from '../../../../src/image/start/audit-start.js'
import { elf, folder, imageOf, script, type Tree, text } from '../trees.js'

function audit(tree: Tree, config: Readonly<Record<string, unknown>>) {
  const { contents, view, packages } = imageOf(tree, config)
  return auditStart(contents, view, packages)
}
const program = elf({ isDynamic: false })
const shell: Tree = { 'bin/sh': program, tmp: folder(0o1777) }

describe('the audit of a start', () => {
  it('has nothing to say of a program that is there, by path, from the working directory and by name', () => {
    const tree = { ...shell, 'app/server': program, 'usr/bin/named': 'alias', 'usr/bin/alias': program }
    expect(audit(tree, { Entrypoint: ['/app/server'] })).toEqual([])
    expect(audit(tree, { Cmd: ['./server'], WorkingDir: '/app' })).toEqual([])
    expect(audit(tree, { Cmd: ['named'] })).toEqual([])
    expect(audit(tree, { Cmd: ['server'], Env: ['PATH=/app'] })).toEqual([])
    expect(audit(tree, {})).toEqual([])
  })

  it('takes the arguments of an entrypoint for arguments', () => {
    expect(
      audit({ ...shell, 'entry.sh': script('/bin/sh') }, { Entrypoint: ['/entry.sh'], Cmd: ['gone'] }),
    ).toEqual([])
  })

  it('takes them for a command where the script becomes what it is given', () => {
    const becoming = {
      ...script('/bin/sh'),
      captured: { interpreter: '/bin/sh', calls: [{ program: '$@', line: 3, isFatal: true }] },
    }
    const tree = { ...shell, 'entry.sh': becoming, 'app/run': { ...program, mode: 0o644 }, 'app/ok': program }
    const config = (...Cmd: string[]) => ({ Entrypoint: ['/entry.sh'], Cmd, WorkingDir: '/app' })
    expect(audit(tree, config('./ok', 'gone'))).toEqual([])
    expect(audit(tree, config('--flag'))).toEqual([])
    expect(audit(tree, config())).toEqual([])
    expect(audit(tree, config('gone'))).toMatchObject([
      { kind: 'script-command-absent', wanted: 'gone', by: '/entry.sh:3', level: 'fail' },
    ])
    expect(audit(tree, config('./run'))).toMatchObject([
      { kind: 'program-not-executable', wanted: '/app/run', by: '/entry.sh ./run', level: 'fail' },
    ])
    const tini = { ...tree, 'sbin/tini': program }
    expect(audit(tini, { Entrypoint: ['/sbin/tini', '--', '/entry.sh'], Cmd: ['gone'] })).toMatchObject([
      { kind: 'script-command-absent', wanted: 'gone', by: '/entry.sh:3' },
    ])
  })

  it('refuses what the kernel refuses: neither a program nor a script', () => {
    const tree: Tree = {
      ...shell,
      'app/text': {},
      'app/empty': { sizeBytes: 0 },
      'app/unseen': { captured: { tooLarge: true } },
    }
    for (const name of ['/app/text', '/app/empty'])
      expect(audit(tree, { Entrypoint: [name] })).toMatchObject([
        { kind: 'program-without-format', wanted: name, level: 'fail' },
      ])
    expect(audit(tree, { Entrypoint: ['/app/unseen'] })).toEqual([])
    // A shell reads what the kernel refuses.
    expect(audit(tree, { Entrypoint: ['/bin/sh', '-c', 'exec /app/text'] })).toEqual([])
  })

  it('looks behind a small init', () => {
    const tree = { ...shell, 'sbin/tini': program }
    expect(audit(tree, { Entrypoint: ['/sbin/tini', '--', 'gone'] })).toMatchObject([
      { kind: 'command-absent', wanted: 'gone', level: 'fail' },
    ])
  })

  it('says nothing of what only a running container has', () => {
    expect(audit(shell, { Cmd: ['/proc/self/exe'] })).toEqual([])
    expect(audit(shell, { Cmd: ['$NAME'] })).toEqual([])
    expect(audit(shell, { Cmd: ['x'], Env: ['PATH=.:/bin'] })).toEqual([])
  })

  it('tells a health check that calls what is not there, and believes busybox that it has its own', () => {
    const health = (...Test: string[]) => ({ Cmd: ['/bin/sh'], Healthcheck: { Test } })
    expect(audit(shell, health('CMD-SHELL', 'curl -f http://localhost || exit 1'))).toMatchObject([
      { kind: 'health-command-absent', wanted: 'curl', level: 'warn' },
    ])
    expect(audit(shell, health('CMD', '/check'))).toMatchObject([
      { kind: 'health-command-absent', wanted: '/check' },
    ])
    expect(audit(shell, health('NONE'))).toEqual([])
    const busybox = { 'bin/sh': 'busybox', 'bin/busybox': program }
    expect(audit(busybox, health('CMD-SHELL', 'wget -q localhost'))).toEqual([])
    expect(audit(busybox, health('CMD-SHELL', 'curl localhost'))).toHaveLength(1)
    expect(audit(shell, health('CMD-SHELL', 'curl localhost || test -e /ok || exit 1'))).toEqual([])
    const closed = { ...shell, check: { ...script('/bin/sh'), mode: 0o644 } }
    for (const test of [health('CMD', '/check'), health('CMD-SHELL', '/check')])
      expect(audit(closed, test)).toMatchObject([
        { kind: 'health-command-not-executable', wanted: '/check', level: 'warn' },
      ])
  })

  it('needs an entry for a user with a name, and none for a number', () => {
    const tree = { ...shell, 'etc/passwd': text('root:x:0:0:root:/:/bin/sh\napp:x:1000:1000::/:\n') }
    expect(audit(tree, { User: 'app' })).toEqual([])
    expect(audit(tree, { User: '1000:1000' })).toEqual([])
    expect(audit(tree, { User: 'web' })).toMatchObject([
      { kind: 'user-absent', wanted: 'web', level: 'fail' },
    ])
    expect(audit(tree, { User: 'app:web' })).toMatchObject([{ kind: 'group-absent', wanted: 'web' }])
    const large = { ...shell, 'etc/passwd': { sizeBytes: 9_999_999, captured: { tooLarge: true as const } } }
    expect(audit(large, { User: 'web' })).toEqual([])
  })

  it('tells a script that the user of the image may not read, for its own mode or a folder above it', () => {
    const passwd = 'root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:\n'
    const users = { 'etc/passwd': text(passwd), 'etc/group': text('root:x:0:\nops:x:7:app\n') }
    const told = (User: string, mode: number, rest: Tree = {}, gid = 0) =>
      audit(
        { ...shell, ...users, ...rest, 'srv/e.sh': { ...script('/bin/sh'), mode, gid } },
        { User, Entrypoint: ['/srv/e.sh'] },
      ).filter(({ level }) => level !== 'note')
    expect(told('app', 0o750)).toMatchObject([
      { kind: 'script-closed', wanted: '/srv/e.sh', by: 'app', level: 'fail' },
    ])
    expect(told('app', 0o755, { srv: folder(0o700) })).toMatchObject([{ searched: '/srv' }])
    for (const fine of [
      told('app', 0o755),
      told('', 0o700),
      told('root', 0o700),
      // Its own group, one that names it, root's for who has no entry, one that is given.
      told('app', 0o750, {}, 1000),
      told('app', 0o750, {}, 7),
      told('4711', 0o750),
      told('app:root', 0o750),
    ])
      expect(fine).toEqual([])
    const program = audit(
      { ...shell, ...users, 'srv/p': { ...elf(), mode: 0o711 } },
      { User: 'app', Cmd: ['/srv/p'] },
    )
    expect(program.filter(({ level }) => level !== 'note')).toEqual([])
  })

  it.each([
    [['sh', 'e.sh'], 'e.sh'],
    [['bash', '-e', '/app/gone.sh'], '/app/gone.sh'],
    [['python3', '/app/main.py'], '/app/main.py'],
    [['node', 'dist/main.js'], 'dist/main.js'],
    [['/usr/bin/env', 'gunicorn'], 'gunicorn'],
    [['/sbin/tini', '-g', '--', 'gunicorn', 'app'], 'gunicorn'],
    [['/sbin/tini', '-p', 'SIGTERM', 'gunicorn'], 'gunicorn'],
  ])('misses what %j hands over to', (Cmd, wanted) => {
    const names = [
      'bin/bash',
      'usr/bin/python3',
      'usr/bin/node',
      'usr/bin/env',
      'sbin/tini',
      'app/other',
      'dist/other',
    ]
    const tree = { ...shell, ...Object.fromEntries(names.map((name) => [name, program])) }
    const config = { Cmd, Env: ['SSL_CERT_FILE=/x', 'PATH=/bin:/usr/bin:/sbin'] }
    const told = audit(tree, config).filter(({ level }) => level !== 'note')
    expect(told).toMatchObject([{ kind: 'command-absent', wanted }])
  })

  it.each([
    [['node', 'server']],
    [['python3', '-m', 'app']],
    [['sh', '-c', '$START']],
    [['sh', '/data/run.sh']],
    [['bash', '/not/there/yet.sh']],
  ])('guesses nothing of %j', (Cmd) => {
    const names = ['bin/bash', 'usr/bin/python3', 'usr/bin/node']
    const tree = { ...shell, ...Object.fromEntries(names.map((name) => [name, program])) }
    const config = { Cmd, Volumes: { '/data': {} }, Env: ['PATH=/bin:/usr/bin'] }
    expect(audit(tree, config).filter(({ level }) => level !== 'note')).toEqual([])
  })

  it('misses certificates only where something is there that asks for them', () => {
    const start = { Cmd: ['python3', 'app.py'] }
    const tree = { ...shell, 'usr/bin/python3': program, 'app.py': text('x') }
    expect(audit(shell, { Cmd: ['/bin/sh'] })).toEqual([])
    expect(audit(tree, start)).toMatchObject([
      { kind: 'certificates-absent', level: 'note', by: '/usr/bin/python3' },
    ])
    expect(audit({ ...tree, 'etc/ssl/certs/ca-certificates.crt': text('x') }, start)).toEqual([])
    expect(audit({ ...shell, 'usr/bin/node': program }, { Cmd: ['node'] })).toEqual([])
  })

  it('misses the time zone that the image asks for, and no other', () => {
    const zone = { Cmd: ['/bin/sh'], Env: ['TZ=Europe/Vienna'] }
    expect(audit(shell, zone)).toMatchObject([{ kind: 'time-zone-absent', wanted: 'Europe/Vienna' }])
    expect(audit({ ...shell, 'usr/share/zoneinfo/Europe/Vienna': text('x') }, zone)).toEqual([])
    expect(audit(shell, { Cmd: ['/bin/sh'], Env: ['TZ=UTC'] })).toEqual([])
  })

  it('misses a folder for temporary files where a runtime writes there, and one that its user may write to', () => {
    expect(audit({ 'usr/bin/node': program }, { Cmd: ['node'] })).toMatchObject([
      { kind: 'temporary-folder-absent' },
    ])
    const closed = { 'bin/sh': program, tmp: folder(0o755) }
    expect(audit(closed, { User: '1000', Cmd: ['sh'] })).toMatchObject([
      { kind: 'temporary-folder-closed', wanted: '/tmp' },
    ])
    expect(audit(closed, { Cmd: ['sh'] })).toEqual([])
  })
})

describe('the audit of start scripts', () => {
  const calls = (...all: readonly (string | readonly [string, boolean])[]) => ({
    captured: {
      interpreter: '/bin/sh',
      calls: all.map((one, index) => {
        const [name, isFatal] = typeof one === 'string' ? [one, true] : one
        return { program: name, line: index + 2, isFatal }
      }),
    },
  })

  it('misses what the script calls, gravely where the container starts with it', () => {
    const tree = { ...shell, 'entry.sh': calls('chown', 'gosu'), 'bin/chown': program }
    expect(audit(tree, { Entrypoint: ['/entry.sh'], Cmd: ['server'] })).toMatchObject([
      { kind: 'script-command-absent', wanted: 'gosu', by: '/entry.sh:3', level: 'fail' },
    ])
    expect(audit({ ...tree, 'usr/sbin/gosu': program }, { Entrypoint: ['/entry.sh'] })).toEqual([])
    const health = { Cmd: ['/bin/sh'], Healthcheck: { Test: ['CMD-SHELL', '/check'] } }
    expect(audit({ ...shell, check: calls('curl', ['jq', false]) }, health)).toMatchObject([
      { wanted: 'curl', level: 'warn' },
      { wanted: 'jq', level: 'note' },
    ])
  })

  it('follows a shell, an init and another script to it', () => {
    const tree: Tree = {
      ...shell,
      'sbin/tini': program,
      'app/run.sh': { ...calls('/app/next'), mode: 0o644 },
      'app/next': calls('gone'),
    }
    const gone = [{ kind: 'script-command-absent', wanted: 'gone', by: '/app/next:2' }]
    expect(audit(tree, { Cmd: ['sh', '/app/run.sh'] })).toMatchObject(gone)
    expect(audit(tree, { Cmd: ['sh', 'run.sh'], WorkingDir: '/app' })).toMatchObject(gone)
    expect(audit(tree, { Entrypoint: ['tini', '--', '/app/next'] })).toMatchObject(gone)
    expect(audit(tree, { Entrypoint: ['sh', '-c', '/app/next'] })).toMatchObject(gone)
    expect(audit(tree, { Entrypoint: ['/sbin/tini'] })).toEqual([])
  })

  it('leaves alone what may come with the container, and what the shell has itself', () => {
    const tree = { ...shell, 'entry.sh': calls('/data/start', '/srv/start'), data: folder() }
    expect(audit(tree, { Entrypoint: ['/entry.sh'], Volumes: { '/srv/': {} } })).toEqual([])
    const absent = { ...shell, 'entry.sh': calls('/etc/start', '/usr/bin/start'), 'etc/passwd': text('x') }
    expect(audit(absent, { Entrypoint: ['/entry.sh'] })).toHaveLength(2)
    const busybox = { 'bin/sh': 'busybox', 'bin/busybox': program, 'entry.sh': calls('wget', 'curl') }
    expect(audit(busybox, { Entrypoint: ['/entry.sh'] })).toMatchObject([{ wanted: 'curl' }])
  })
})
