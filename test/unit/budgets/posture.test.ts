import { describe, expect, it } from 'vitest'
import { judge } from '../../../src/core/budgets/judge.js'
import type { ReadyCondition, RunOptions } from '../../../src/core/domain/config.js'
import type { Finding, ImageFinding } from '../../../src/core/domain/finding.js'
import type { Posture } from '../../../src/core/domain/image/posture.js'
import { type Role, roles } from '../../../src/core/domain/variant.js'
import { describeFinding } from '../../../src/core/findings/prose.js'
import { aConfig, anImage, aService, aVariant, built, noFacts, refOf } from './case.js'
import { anInsight } from './insight.js'

interface Side {
  readonly findings?: readonly ImageFinding[]
  readonly posture?: Partial<Posture>
  readonly run?: Partial<RunOptions>
}

interface Case extends Partial<Record<Role, Side>> {
  readonly ready?: readonly ReadyCondition[]
}

const found = (
  kind: 'root-user' | 'set-id' | 'writable-by-all' | 'shell-first',
  example = '',
): ImageFinding => ({
  tag: 'image-posture',
  kind,
  level: 'warn',
  examples: [example],
  count: 1,
})
const root = found('root-user')
const place = { file: '.github/container-migrate.yml', line: 9 }

function judged(sides: Case): readonly Finding[] {
  const variant = (role: Role) => {
    const { run } = aVariant(role)
    const ready = { conditions: sides.ready ?? [], timeoutMs: 1000 }
    return aVariant(role, { run: { ...run, ...sides[role]?.run }, ready, place })
  }
  const service = aService('web', { baseline: variant('baseline'), candidate: variant('candidate') })
  const prepared = roles.map((role) => {
    const { findings = [], posture } = sides[role] ?? {}
    const insight = anInsight()
    const inside = { ...insight, posture: { ...insight.posture, ...posture }, findings }
    return built('web', role, { image: anImage([]), inside })
  })
  const { findings, verdict } = judge({ ...noFacts, prepared }, aConfig(service))
  expect(verdict).toBe('pass')
  return findings
}

const told = ([finding]: readonly Finding[]): string => {
  if (!finding) return ''
  const { title, text } = describeFinding(finding)
  return `${title}. ${text}`
}

describe('how a candidate runs', () => {
  it('is told by its image alone where the config adds nothing', () => {
    const findings = judged({ candidate: { findings: [root] } })
    expect(findings).toMatchObject([{ kind: 'root-user', level: 'warn' }])
    expect(told(findings)).toContain('in the image of the candidate, it runs as root')
  })

  it.each(['1000', '1000:0', 'app'])('is not as root where the config runs it as %s', (user) => {
    const findings = judged({ candidate: { findings: [root], run: { user } } })
    expect(findings).toMatchObject([{ kind: 'root-user', level: 'note', ref: refOf('web', 'candidate') }])
    expect(told(findings)).toContain(`no user is set; this run starts it as ${user}`)
    expect(told(findings)).not.toContain('candidate, it runs as root')
  })

  it.each(['root', '0', '0:0', 'root:root'])(
    'is as root where the config takes back what the image does (%s)',
    (user) => {
      const app = { user: { name: 'app', uid: 10001 } }
      const findings = judged({ baseline: { posture: app }, candidate: { posture: app, run: { user } } })
      expect(findings).toMatchObject([{ kind: 'root-user', level: 'warn', place }])
      expect(told(findings)).toContain(`the user is app; this run starts it as ${user}`)
    },
  )

  it('is held against the baseline as that is run, not as its image is', () => {
    const both = { baseline: { findings: [root] }, candidate: { findings: [root] } }
    expect(judged(both)).toMatchObject([{ level: 'note' }])
    const moved = { ...both, baseline: { findings: [root], run: { user: '1000' } } }
    expect(judged(moved)).toMatchObject([{ kind: 'root-user', level: 'warn' }])
  })

  it('keeps its files where its root is read-only, though everybody may write them in the image', () => {
    const findings = judged({
      candidate: { findings: [found('writable-by-all', '/app')], run: { readOnly: true } },
    })
    expect(findings).toMatchObject([{ kind: 'writable-by-all', level: 'note' }])
    expect(told(findings)).toContain('everybody may write to 1 file or folder')
    expect(told(findings)).toContain('This run mounts the root read-only')
  })

  it('stays as root where only its root is read-only and capabilities are taken, and both are told', () => {
    const run = { readOnly: true, capDrop: ['all'] }
    const findings = judged({ candidate: { findings: [root], run } })
    expect(findings).toMatchObject([{ kind: 'root-user', level: 'warn' }])
    expect(told(findings)).toContain('This run mounts its root read-only')
    expect(told(findings)).toContain('This run takes all capabilities from it')
    const some = judged({ candidate: { findings: [root], run: { capDrop: ['NET_RAW'] } } })
    expect(told(some)).not.toContain('capabilities')
  })

  it('is by the command of the config, whatever shell the image would start', () => {
    const run = { command: ['node', 'server.js'] }
    const findings = judged({ candidate: { findings: [found('shell-first', 'sh -c x')], run } })
    expect(findings).toMatchObject([{ kind: 'shell-first', level: 'note' }])
    expect(told(findings)).toContain('This run gives a command of its own')
  })

  it('is by the shell of the entrypoint, whatever command the config gives it', () => {
    const run = { command: ['server', '--verbose'] }
    const posture = { start: { form: 'shell', shellStays: true, shellFrom: 'entrypoint' } } as const
    const findings = judged({ candidate: { findings: [found('shell-first', 'sh -c x')], run, posture } })
    expect(findings).toMatchObject([{ kind: 'shell-first', level: 'warn' }])
    expect(told(findings)).toContain('the shell stands in the ENTRYPOINT')
  })
})

describe('a health check that the move lost', () => {
  const lost = {
    baseline: { posture: { healthCheck: 'set', healthCommand: 'curl -f localhost' } },
    candidate: { posture: { healthCheck: 'none' } },
  } as const

  it('is a warning at the Dockerfile, and no failure', () => {
    const findings = judged(lost)
    expect(findings).toMatchObject([
      { kind: 'health-check-lost', level: 'warn', place: { file: 'Dockerfile.alpine' } },
    ])
    expect(told(findings)).toContain('The baseline asks curl -f localhost')
  })

  it('is told once only where its start is waited for by it, and never where none was there', () => {
    expect(judged({ ...lost, ready: [{ by: 'healthcheck' }] })).toEqual([])
    expect(judged({ baseline: lost.candidate, candidate: lost.candidate })).toEqual([])
    expect(judged({ baseline: lost.baseline, candidate: lost.baseline })).toEqual([])
  })
})
