import { describe, expect, it } from 'vitest'
import { judge } from '../../../src/core/budgets/judge.js'
import type { Facts, PreparedFact } from '../../../src/core/domain/facts.js'
import type { ImageFinding } from '../../../src/core/domain/finding.js'
import type { ImageInside } from '../../../src/core/domain/image/inside.js'
import type { Role } from '../../../src/core/domain/variant.js'
import { makeReport } from '../../../src/core/report/report.js'
import { recordOf } from '../report/samples/records.js'
import { aConfig, aLayer, anImage, aService, aVariant, built, noFacts, refOf } from './case.js'
import { anInsight } from './insight.js'

const absentProgram: ImageFinding = {
  tag: 'image-start',
  kind: 'program-absent',
  level: 'fail',
  wanted: '/app/server',
}
const foreignModule = (version: string): ImageFinding => ({
  tag: 'image-binary',
  kind: 'other-libc',
  level: 'warn',
  wanted: 'glibc',
  has: 'musl',
  paths: ['app/node_modules/bcrypt/bcrypt.node'],
  files: 1,
  package: { from: 'npm', name: 'bcrypt', version },
  layer: 1,
  isStarted: false,
})

const inside = (rest: Partial<ImageInside> = {}): ImageInside => ({ ...anInsight(), findings: [], ...rest })

const holding = (role: Role, ...findings: readonly ImageFinding[]): PreparedFact =>
  built('web', role, { image: anImage([aLayer(role, 100)]), inside: inside({ findings }) })

const started = (role: Role, reason?: 'exited' | 'never-ready'): Facts['starts'][number] => ({
  ref: refOf('web', role),
  purpose: 'timed',
  ...(reason ? { failure: { reason, message: 'it ended' } } : { readyMs: 100 }),
})

const judged = (facts: Partial<Facts>, service = aService('web')) =>
  judge({ ...noFacts, ...facts }, aConfig(service))

describe('what is wrong in an image', () => {
  it('is a warning with its own level where only the candidate has it, and points at its Dockerfile', () => {
    const { findings, verdict } = judged({
      prepared: [holding('baseline'), holding('candidate', foreignModule('5.1.0'))],
    })
    expect(verdict).toBe('pass')
    expect(findings).toEqual([
      { ...foreignModule('5.1.0'), ref: refOf('web', 'candidate'), place: { file: 'Dockerfile.alpine' } },
    ])
  })

  it('points at the line that made the layer, where that is known', () => {
    const place = { file: 'Dockerfile.alpine', line: 7 }
    const layers = [{}, { place }].map((rest) => ({
      ...aLayer('x', 1),
      added: 0,
      changed: 0,
      removed: 0,
      hiddenBytes: 0,
      ...rest,
    }))
    const candidate = built('web', 'candidate', {
      image: anImage([]),
      inside: inside({ layers, findings: [foreignModule('5.1.0')] }),
    })
    expect(judged({ prepared: [holding('baseline'), candidate] }).findings).toMatchObject([{ place }])
  })

  it('is a note where the baseline has the same, in whichever version, and nothing where only the baseline has it', () => {
    const both = judged({
      prepared: [
        holding('baseline', foreignModule('5.0.0'), absentProgram),
        holding('candidate', foreignModule('5.1.0')),
      ],
    })
    expect(both.findings).toMatchObject([{ tag: 'image-binary', level: 'note' }])
  })

  it('fails a candidate that surely cannot start', () => {
    const { findings, verdict } = judged({
      prepared: [holding('baseline'), holding('candidate', absentProgram)],
    })
    expect(verdict).toBe('fail')
    expect(findings).toMatchObject([{ tag: 'image-start', level: 'fail' }])
  })

  it('is the cause of a start that failed, and no finding beside it', () => {
    const facts = {
      prepared: [holding('baseline'), holding('candidate', absentProgram, foreignModule('5.1.0'))],
      starts: [started('baseline'), started('candidate', 'exited')],
    }
    const { findings } = judged(facts)
    expect(findings).toMatchObject([
      { tag: 'start-failed', level: 'fail', proof: absentProgram },
      { tag: 'image-binary', level: 'warn' },
    ])
    const [reason] = makeReport(recordOf(aConfig(aService('web')), { ...noFacts, ...facts })).failing
    expect(JSON.stringify(reason)).toContain('/app/server')
  })

  it.each([undefined, 'never-ready'] as const)(
    'only warns of it where a container ran all the same (%s)',
    (failure) => {
      const { findings } = judged({
        prepared: [holding('baseline'), holding('candidate', absentProgram)],
        starts: [started('candidate', failure)],
      })
      expect(findings.filter(({ tag }) => tag === 'image-start')).toMatchObject([{ level: 'warn' }])
    },
  )

  it('only warns of it where the config gives the container what the image lacks', () => {
    const run = { ...aVariant('candidate').run, command: ['sh', '-c', 'sleep 1'] }
    const service = aService('web', { candidate: aVariant('candidate', { run }) })
    const facts = { prepared: [holding('baseline'), holding('candidate', absentProgram)] }
    expect(judged(facts, service).findings).toMatchObject([{ tag: 'image-start', level: 'warn' }])
  })
})

describe('budgets on what is in an image', () => {
  const budgets = [
    { metric: 'wasted-bytes', limit: { fail: 10 } },
    { metric: 'efficiency', limit: { fail: 0.95 } },
    { metric: 'final-size', limit: { fail: 80 } },
    { metric: 'dive-wasted-bytes', limit: { fail: 39 } },
    { metric: 'dive-user-wasted', limit: { fail: 0.4 } },
  ] as const

  it('are judged by its waste to the byte, by its final size, and by the figures of dive', () => {
    const { findings, verdict } = judged(
      { prepared: [holding('baseline'), holding('candidate')] },
      aService('web', { budgets }),
    )
    expect(verdict).toBe('fail')
    expect(findings).toMatchObject([
      { tag: 'limit-exceeded', metric: 'wasted-bytes', value: 20, limit: 10 },
      { tag: 'limit-exceeded', metric: 'efficiency', value: 0.9, limit: 0.95 },
      { tag: 'limit-exceeded', metric: 'dive-wasted-bytes', value: 40, limit: 39 },
    ])
  })

  it('stay open where what is in it could not be made out, although its sizes are known', () => {
    const failure = { reason: 'image-unreadable', message: 'too many entries' } as const
    const candidate = built('web', 'candidate', {
      image: anImage([aLayer('c', 100)]),
      insideFailure: failure,
    })
    const { findings, verdict, comparisons } = judged(
      { prepared: [holding('baseline'), candidate] },
      aService('web', { budgets }),
    )
    expect(verdict).toBe('inconclusive')
    expect(findings[0]).toMatchObject({ tag: 'image-unread', level: 'inconclusive', sizesKnown: true })
    expect(comparisons.find(({ metric }) => metric === 'image-size')).toMatchObject({ candidate: 100 })
  })
})
