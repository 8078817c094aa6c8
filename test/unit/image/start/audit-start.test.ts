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

  it('misses certificates only where something is there that asks for them', () => {
    const start = { Cmd: ['python3', 'app.py'] }
    const tree = { ...shell, 'usr/bin/python3': program }
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
