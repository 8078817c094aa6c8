import { describe, expect, it } from 'vitest'
import { makeBuildFact } from '../../../../src/docker/build/build-fact.js'
import { type BuildEvent, openJournal } from '../../../../src/docker/build/build-journal.js'
import { makeBuildLog } from '../../../../src/docker/build/build-log.js'
import { isContextTransfer } from '../../../../src/docker/build/build-steps.js'

function follow(events: readonly BuildEvent[]) {
  const lines: string[] = []
  const journal = openJournal(
    makeBuildLog((line) => lines.push(line)),
    (line) => line.replaceAll('secret', '***'),
  )
  for (const event of events) journal.record(event)
  journal.end()
  return { lines, journal }
}

const stepNamed = (id: string, name: string): BuildEvent => ({ tells: 'step', id, name })
const steps = [
  stepNamed('f', '[base 1/4] FROM registry.example/base:1'),
  stepNamed('c', '[base 10/4] COPY . /srv'),
  stepNamed('w', '[base 2/4] WORKDIR /srv'),
  stepNamed('e', '[base 3/4] ENV A=b'),
  stepNamed('r', '[runtime 1/1] RUN make'),
  stepNamed('x', 'exporting to image'),
]

const factOf = (events: readonly BuildEvent[]) =>
  makeBuildFact({
    journal: follow([...steps, ...events]).journal,
    durationMs: 5,
    builder: 'buildx',
    cache: 'local',
  })

describe('what a build is recorded as', () => {
  it('is cold where nothing but the base was there', () => {
    expect(factOf([{ tells: 'cached', id: 'f' }])).toEqual({
      durationMs: 5,
      temperature: 'cold',
      stepsTotal: 3,
      stepsCached: 0,
      cachedSteps: [],
      builder: 'buildx',
      cache: 'local',
    })
  })

  it('is warm with the cached steps in the order of the Dockerfile', () => {
    const fact = factOf(['e', 'c', 'w', 'w'].map((id) => ({ tells: 'cached', id })))
    expect(fact).toMatchObject({
      temperature: 'warm',
      stepsCached: 2,
      cachedSteps: ['[base 2/4] WORKDIR /srv', '[base 10/4] COPY . /srv'],
    })
  })

  it('counts what was sent of contexts, and not the Dockerfile or the ignore file', () => {
    const sent = (id: string, name: string, transfer: string, sizes: readonly number[]): BuildEvent[] => [
      stepNamed(id, name),
      ...sizes.map((bytes) => ({ tells: 'sent', id, transfer, bytes }) as const),
    ]
    const { journal } = follow([
      ...sent('1', '[internal] load build definition from Dockerfile', 'transferring dockerfile:', [70]),
      ...sent('2', '[internal] load .dockerignore', 'transferring context:', [2]),
      ...sent('3', '[internal] load build context', 'transferring context:', [10, 500, 1000]),
      ...sent('4', '[context assets] load .dockerignore', 'transferring assets:', [2]),
      ...sent('5', '[context assets] load from client', 'transferring assets:', [300]),
    ])
    expect(journal.sentBytes(isContextTransfer)).toBe(1300)
  })
})

describe('openJournal', () => {
  it('keeps the last lines of each step, clean and bounded', () => {
    const text = Array.from({ length: 50_000 }, (_, index) => `line ${index} secret`).join('\n')
    const { journal } = follow([
      stepNamed('r', '[2/2] RUN make'),
      { tells: 'output', id: 'r', text: `${text}\n` },
      { tells: 'output', id: 'r', text: `${'x'.repeat(100_000)}` },
    ])
    const [step] = journal.steps()
    expect(step?.tail).toHaveLength(20)
    expect(step?.tail.at(-2)).toBe('line 49999 ***')
    expect(step?.tail.at(-1)).toHaveLength(2000)
  })

  it('keeps a long last word of the tool to its end', () => {
    const { journal } = follow([{ tells: 'said', line: `ERROR: ${'x'.repeat(5000)} exit code: 7` }])
    expect(journal.said()[0]).toMatch(/exit code: 7$/)
  })

  it('hides secrets in what the builder says of itself', () => {
    const { lines, journal } = follow([
      { tells: 'said', line: 'ERROR: secret' },
      stepNamed('r', 'RUN'),
      { tells: 'failed', id: 'r', message: 'secret' },
    ])
    expect([journal.said(), journal.steps()[0]?.error]).toEqual([['ERROR: ***'], '***'])
    expect(lines.join()).not.toContain('secret')
  })
})

describe('makeBuildLog', () => {
  it('tells each step once, with its output below it, also where steps take turns', () => {
    const { lines } = follow([
      stepNamed('i', '[internal] load .dockerignore'),
      { tells: 'started', id: 'i' },
      stepNamed('a', '[a 2/2] RUN one'),
      { tells: 'started', id: 'a' },
      { tells: 'output', id: 'a', text: 'one says\n' },
      stepNamed('b', '[b 2/2] RUN two'),
      { tells: 'started', id: 'b' },
      { tells: 'output', id: 'b', text: 'two says\n' },
      { tells: 'output', id: 'a', text: 'one again' },
      { tells: 'done', id: 'a', durationMs: 1240 },
      { tells: 'done', id: 'a', durationMs: 1240 },
      stepNamed('c', '[c 2/2] COPY . .'),
      { tells: 'cached', id: 'c' },
      { tells: 'failed', id: 'b', message: 'exit code: 1' },
    ])
    expect(lines).toEqual([
      '[a 2/2] RUN one',
      '  one says',
      '[b 2/2] RUN two',
      '  two says',
      '[a 2/2] RUN one (continued)',
      '  one again',
      '  done in 1.2 s',
      '[c 2/2] COPY . .: cached',
      '[b 2/2] RUN two: failed: exit code: 1',
    ])
  })
})
