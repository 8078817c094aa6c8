import { describe, expect, it } from 'vitest'
import { readInstructions } from '../../../../src/core/dockerfile/instructions.js'
import { type FailedBuild, mapFailedBuild } from '../../../../src/docker/build/build-failure.js'
import type { JournalStep } from '../../../../src/docker/build/build-journal.js'

const stepOf = (name: string, error?: string, tail: readonly string[] = []): JournalStep => ({
  id: name,
  name,
  cached: false,
  tail,
  ...(error === undefined ? {} : { error }),
})

const map = (build: Partial<FailedBuild>) =>
  mapFailedBuild({
    steps: [],
    said: [],
    dockerfile: 'docker/app.Dockerfile',
    instructions: [],
    otherwise: 'it failed',
    ...build,
  })

const ruler = '--------------------'
const failingRun = 'process "/bin/sh -c make" did not complete successfully: exit code: 2'

describe('mapFailedBuild', () => {
  it('gives message, place, exit code and the output of the step that failed', () => {
    const failure = map({
      steps: [
        stepOf('[a 2/3] RUN slow', 'context canceled', ['not', 'this']),
        stepOf('[b 2/3] RUN make', failingRun, ['compiling', 'no such header']),
      ],
      said: [
        'app.Dockerfile:12',
        ruler,
        '  12 | >>> RUN make',
        ruler,
        `ERROR: failed to solve: ${failingRun}`,
      ],
    })
    expect(failure).toEqual({
      reason: 'build-error',
      message: failingRun,
      place: { file: 'docker/app.Dockerfile', line: 12 },
      exitCode: 2,
      tail: ['compiling', 'no such header'],
    })
  })

  it('does not take for the reason that a cache or another step failed too', () => {
    const steps = [
      stepOf('importing cache manifest from gha:1', 'error response 503'),
      stepOf('[a 2/3] RUN other', 'process "other" did not complete successfully: exit code: 4', ['other']),
      stepOf('[b 2/3] RUN make', failingRun, ['no such header']),
    ]
    const failure = map({ steps, said: [`ERROR: failed to solve: ${failingRun}`] })
    expect(failure).toMatchObject({ message: failingRun, exitCode: 2, tail: ['no such header'] })
    expect(map({ steps: steps.slice(0, 2) })).toMatchObject({ exitCode: 4, tail: ['other'] })
  })

  it('finds the place by the step where the builder does not mark it, unless two instructions are alike', () => {
    const instructions = readInstructions('FROM x\n\n\nRUN make  all\nRUN twice\nRUN twice\n')
    const placeOf = (name: string) => map({ steps: [stepOf(name, failingRun)], instructions }).place
    expect(placeOf('[2/3] RUN make all')).toEqual({ file: 'docker/app.Dockerfile', line: 4 })
    expect(placeOf('[3/3] RUN twice')).toEqual({ file: 'docker/app.Dockerfile' })
  })

  it('is not led astray by output that looks like a marked place in another file', () => {
    const said = [
      'other.Dockerfile:99',
      ruler,
      'ERROR: dockerfile parse error on line 3: unknown instruction: X',
    ]
    expect(map({ said }).place).toEqual({ file: 'docker/app.Dockerfile', line: 3 })
  })

  it.each([
    'registry.example/nope: pull access denied, repository does not exist or may require authorization',
    'failed to resolve source metadata for registry.example/nope:1: not found',
    'manifest for nope:1 not found: manifest unknown: manifest unknown',
  ])('knows that an image is missing: %s', (error) => {
    expect(map({ said: [`ERROR: failed to solve: ${error}`] }).reason).toBe('image-missing')
  })

  it('blames the network, not the image, where its registry could not be asked, and names the image', () => {
    const failure = map({ steps: [stepOf('[1/3] FROM nope:1 AS x', 'Get "https://r/v2/": i/o timeout')] })
    expect(failure).toMatchObject({
      reason: 'registry-unreachable',
      message: 'nope:1: Get "https://r/v2/": i/o timeout',
    })
    const name = '[internal] load metadata for registry.example/nope:1'
    expect(map({ steps: [stepOf(name, 'i/o timeout')] }).reason).toBe('registry-unreachable')
    expect(map({ steps: [stepOf(name, 'whatever it was')] }).reason).toBe('image-missing')
  })

  it('does not blame an image for what a program of the build says', () => {
    const steps = [stepOf('[2/2] RUN crane pull', failingRun, ['manifest unknown', 'connection refused'])]
    expect(map({ steps }).reason).toBe('build-error')
  })

  it('knows a full disk, from the builder and from a program in it', () => {
    const said = ['ERROR: failed to solve: write /var/lib/x: no space left on device']
    expect(map({ said }).reason).toBe('disk-full')
    const steps = [stepOf('[2/2] RUN make', failingRun, ['cp: write error: No space left on device'])]
    expect(map({ steps }).reason).toBe('disk-full')
  })

  it.each([
    'ERROR: Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?',
    'ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF',
  ])('knows that the engine went away: %s', (line) => {
    expect(map({ said: [line] }).reason).toBe('engine-lost')
  })

  it('does not blame the engine for a server that a step could not reach', () => {
    const steps = [stepOf('[2/2] ADD http://host/x /x', 'dial tcp 10.0.0.1:80: connect: connection refused')]
    expect(map({ steps }).reason).toBe('build-error')
  })

  it('leaves out what wraps the reason', () => {
    const said = [
      'ERROR: failed to build: failed to solve: failed to compute cache key: failed to calculate checksum of ref a::b: "/nope": not found',
    ]
    expect(map({ said }).message).toBe('"/nope": not found')
  })

  it('shortens a long message in its middle and keeps it on one line', () => {
    const { message } = map({ said: [`ERROR: begin\n${'x'.repeat(5000)} exit code: 9`] })
    expect(message.length).toBeLessThanOrEqual(601)
    expect(message).toMatch(/^begin x+ … x+ exit code: 9$/)
  })

  it('says what it can where the builder said nothing', () => {
    expect(map({})).toEqual({
      reason: 'build-error',
      message: 'it failed',
      place: { file: 'docker/app.Dockerfile' },
    })
  })
})
