import { describe, expect, it } from 'vitest'
import type { BuildEvent, ProgressReader } from '../../../../src/docker/build/build-journal.js'
import { engineReader } from '../../../../src/docker/build/engine-progress.js'
import { plainReader } from '../../../../src/docker/build/plain-progress.js'
import { maxObjectChars, rawjsonReader } from '../../../../src/docker/build/rawjson-progress.js'

function read(make: (onEvent: (event: BuildEvent) => void) => ProgressReader, lines: readonly string[]) {
  const events: BuildEvent[] = []
  const reader = make((event) => events.push(event))
  for (const line of lines) reader.push(line)
  reader.end()
  return events
}

const step = { digest: 'sha256:1', name: '[2/2] RUN make' }
const started = '2026-01-01T00:00:00.000Z'
const completed = '2026-01-01T00:00:01.500Z'
const ran: readonly BuildEvent[] = [
  { tells: 'step', id: 'sha256:1', name: '[2/2] RUN make' },
  { tells: 'started', id: 'sha256:1' },
  { tells: 'done', id: 'sha256:1', durationMs: 1500 },
]

describe('rawjsonReader', () => {
  it('reads objects on one line and objects over many', () => {
    const status = { vertexes: [{ ...step, started, completed }] }
    expect(read(rawjsonReader, [JSON.stringify(status)])).toEqual(ran)
    expect(read(rawjsonReader, JSON.stringify(status, null, 2).split('\n'))).toEqual(ran)
  })

  it('tells cached and failed steps, output and transfers', () => {
    const events = read(rawjsonReader, [
      JSON.stringify({ vertexes: [{ ...step, started, completed, cached: true }] }),
      JSON.stringify({ vertexes: [{ ...step, started, completed, error: 'exit code: 7' }] }),
      JSON.stringify({
        logs: [{ vertex: 'sha256:1', stream: 2, data: Buffer.from('hé\n').toString('base64') }],
      }),
      JSON.stringify({
        statuses: [
          { id: 'transferring context:', vertex: 'sha256:1', current: 12 },
          { id: 'exporting layers', vertex: 'sha256:1', current: 99 },
        ],
      }),
    ])
    expect(events).toContainEqual({ tells: 'cached', id: 'sha256:1' })
    expect(events).toContainEqual({ tells: 'failed', id: 'sha256:1', message: 'exit code: 7' })
    expect(events).toContainEqual({ tells: 'output', id: 'sha256:1', text: 'hé\n' })
    expect(events.filter(({ tells }) => tells === 'sent')).toEqual([
      { tells: 'sent', id: 'sha256:1', transfer: 'transferring context:', bytes: 12 },
    ])
  })

  it('hands on as text what is no progress, an object that never ends included', () => {
    const said = [
      '{ not json }',
      'Dockerfile:3',
      'ERROR: failed',
      '{"json": "but no progress"}',
      '{',
      '  "vert',
    ]
    expect(read(rawjsonReader, said)).toEqual(said.map((line) => ({ tells: 'said', line })))
  })

  it('takes values of other kinds than it knows for absent', () => {
    const odd = { vertexes: [null, { digest: 1, name: 'x' }, 'x'], logs: 'x', statuses: [{ vertex: 'v' }] }
    expect(read(rawjsonReader, [JSON.stringify(odd)])).toEqual([])
  })

  it('keeps no object that grows without end', () => {
    const line = 'x'.repeat(1024 * 1024)
    const lines = ['{', ...Array.from({ length: 12 }, () => line)]
    const kept = read(rawjsonReader, lines).map((event) => (event.tells === 'said' ? event.line.length : 0))
    expect(kept.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(maxObjectChars)
  })
})

describe('plainReader', () => {
  it('reads a build as buildx prints it', () => {
    const events = read(plainReader, [
      '#0 building with "default" instance using docker driver',
      '',
      '#1 [internal] load build context',
      '#1 transferring context: 1.23kB 0.1s done',
      '#1 DONE 0.1s',
      '#2 [1/2] WORKDIR /srv',
      '#2 CACHED',
      '#3 [2/2] RUN make',
      '#3 0.104 compiling',
      '#3 ...',
      '#3 [2/2] RUN make',
      '#3 ERROR: process "make" did not complete successfully: exit code: 2',
      'ERROR: failed to solve',
    ])
    expect(events).toEqual([
      { tells: 'step', id: '1', name: '[internal] load build context' },
      { tells: 'started', id: '1' },
      { tells: 'sent', id: '1', transfer: 'transferring context:', bytes: 1230, durationMs: 100 },
      { tells: 'done', id: '1', durationMs: 100 },
      { tells: 'step', id: '2', name: '[1/2] WORKDIR /srv' },
      { tells: 'started', id: '2' },
      { tells: 'cached', id: '2' },
      { tells: 'step', id: '3', name: '[2/2] RUN make' },
      { tells: 'started', id: '3' },
      { tells: 'output', id: '3', text: 'compiling\n' },
      {
        tells: 'failed',
        id: '3',
        message: 'process "make" did not complete successfully: exit code: 2',
      },
      { tells: 'said', line: 'ERROR: failed to solve' },
    ])
  })
})

describe('engineReader', () => {
  const readEngine = (messages: readonly unknown[]) => {
    const events: BuildEvent[] = []
    const reader = engineReader((event) => events.push(event))
    for (const message of messages)
      reader.push(typeof message === 'string' ? message : JSON.stringify(message))
    return { events, reader }
  }

  it('reads steps, output and the cache from what the engine streams', () => {
    const { events, reader } = readEngine([
      { stream: 'Step 1/2 : FROM base' },
      { stream: '\n' },
      { stream: ' ---> 310a2bb49e31\n' },
      { stream: 'Step 2/2 : RUN make' },
      { stream: ' ---> Running in 84142449e125\n' },
      { stream: 'compiling\n' },
      { stream: ' ---> Removed intermediate container 84142449e125\n' },
      { aux: { ID: 'sha256:1' } },
      { stream: 'Successfully built 310a2bb49e31\n' },
    ])
    expect(events).toEqual([
      { tells: 'step', id: '1', name: '[1/2] FROM base' },
      { tells: 'started', id: '1' },
      { tells: 'image', imageId: '310a2bb49e31' },
      { tells: 'done', id: '1' },
      { tells: 'step', id: '2', name: '[2/2] RUN make' },
      { tells: 'started', id: '2' },
      { tells: 'output', id: '2', text: 'compiling\n' },
      { tells: 'done', id: '2' },
    ])
    expect(reader.isBuilt()).toBe(true)
    const cached = readEngine([{ stream: 'Step 1/1 : RUN make' }, { stream: ' ---> Using cache\n' }])
    expect(cached.events).toContainEqual({ tells: 'cached', id: '1' })
  })

  it("ends the line of a program's last words where the engine goes on, in the words of old engines too", () => {
    const { events } = readEngine([
      { stream: 'Step 1/1 : RUN make' },
      { stream: 'last words' },
      { stream: 'Removing intermediate container 84142449e125\n' },
      { stream: ' ---> 84142449e125\n' },
    ])
    expect(events.slice(2)).toEqual([
      { tells: 'output', id: '1', text: 'last words' },
      { tells: 'output', id: '1', text: '\n' },
      { tells: 'image', imageId: '84142449e125' },
    ])
  })

  it('takes no output of a program for a step that is not due', () => {
    const { events } = readEngine([{ stream: 'Step 1/3 : RUN x' }, { stream: 'Step 3/3 : FROM evil' }])
    expect(events).toContainEqual({ tells: 'output', id: '1', text: 'Step 3/3 : FROM evil' })
  })

  it('tells the exit code of a failing step, and that nothing was built', () => {
    const { events, reader } = readEngine([
      { stream: 'Step 1/1 : RUN false' },
      { aux: { ID: 'sha256:stage' } },
      { error: 'The command returned a non-zero code: 7', errorDetail: { code: 7, message: '…' } },
      'cut off {',
    ])
    expect(events.at(-1)).toEqual({
      tells: 'failed',
      id: '1',
      message: 'The command returned a non-zero code: 7',
    })
    expect([reader.exitCode(), reader.isBuilt()]).toEqual([7, false])
  })
})
