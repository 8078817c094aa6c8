import { describe, expect, it } from 'vitest'
import { describeFinding } from '../../../../src/core/findings/prose.js'
import type { LayerEntry } from '../../../../src/image/contents.js'
import { findPackages } from '../../../../src/image/packages/find-packages.js'
import { readCapabilities } from '../../../../src/image/posture/capabilities.js'
import { judgePosture } from '../../../../src/image/posture/judge-posture.js'
import { makeTarWalk } from '../../../../src/image/tar.js'
import { stackLayers } from '../../../../src/image/view/stack-layers.js'
import { tarOf } from '../archives.js'
import { imageOf } from '../trees.js'

/** As setcap writes them: cap_net_bind_service=+ep, cap_ipc_lock,cap_net_raw=+ep, cap_bpf,cap_sys_admin=p. */
const bind = '0100000200040000000000000000000000000000'
const lock = '0100000200600000000000000000000000000000'
const bpf = '0000000200002000000000008000000000000000'

describe('what setcap wrote', () => {
  it.each([
    [bind, ['cap_net_bind_service'], []],
    [lock, ['cap_net_raw', 'cap_ipc_lock'], ['cap_ipc_lock']],
    // Without the bit that makes them effective the program is started all the same.
    [bpf, ['cap_sys_admin', 'cap_bpf'], []],
    ['010000010004000000000000', ['cap_net_bind_service'], []],
    [`${bind.replace(/^01000002/, '01000003')}e8030000`, ['cap_net_bind_service'], []],
    ['0100000200000000000000000000008000000000', ['cap_63'], ['cap_63']],
  ])('is read: %s', (hex, capabilities, beyondDefault) => {
    expect(readCapabilities(hex)).toEqual({ capabilities, beyondDefault })
  })

  it.each([
    undefined,
    '',
    '01',
    bind.slice(0, 20),
    bind.replace(/^01000002/, '01000009'),
    '0100000200000000000000000000000000000000',
  ])('grants nothing where it is %j', (hex) => {
    expect(readCapabilities(hex)).toBeUndefined()
  })

  it('stands before a file in a layer', async () => {
    const value = Buffer.from(bind, 'hex').toString('latin1')
    const layer = await tarOf([
      { name: 'a', pax: { 'SCHILY.xattr.security.capability': value }, content: 'x' },
      { name: 'b', content: 'x' },
    ])
    const events = [...makeTarWalk().feed(layer)]
    expect(events.flatMap((one) => (one.kind === 'entry' ? [one.entry.capabilities] : []))).toEqual([
      bind,
      undefined,
    ])
  })
})

describe('programs with capabilities', () => {
  const program = (path: string, capabilities: string): LayerEntry => ({
    path,
    kind: 'file',
    mode: 0o755,
    uid: 0,
    gid: 0,
    sizeBytes: 1,
    captured: { capabilities },
  })

  it('are told where an own layer brought them, apart where a container cannot start them', () => {
    const { contents } = imageOf({}, { User: '1000' })
    const layers = [
      { diffId: 'sha256:0', entries: [program('usr/bin/ping', bind)] },
      { diffId: 'sha256:1', entries: [program('app/web', bind), program('app/vault', lock)] },
    ]
    const view = stackLayers(layers)
    const { posture, findings } = judgePosture({ ...contents, layers }, view, findPackages(view))
    expect(posture.capabilityFiles?.count).toBe(3)
    expect(findings).toMatchObject([
      { kind: 'capabilities', level: 'note', examples: ['/app/web cap_net_bind_service'], layer: 1 },
      {
        kind: 'capabilities-beyond-default',
        level: 'warn',
        examples: ['/app/vault cap_net_raw,cap_ipc_lock'],
      },
    ])
    expect(findings.map((one) => describeFinding(one).title)).toEqual([
      '1 program that no package brought has rights of root, whoever starts it',
      '1 program asks for rights that a container does not have by itself',
    ])
  })

  it('are no matter of an image that has none', () => {
    const { contents, view, packages } = imageOf({ 'bin/a': {} }, { User: '1000' })
    expect(judgePosture(contents, view, packages).posture).not.toHaveProperty('capabilityFiles')
  })
})
