import { describe, expect, it } from 'vitest'
import type { DockerfileSource } from '../../../../src/core/domain/config.js'
import { type BuildxQuestion, buildxArguments } from '../../../../src/docker/build/buildx-arguments.js'

const plain: DockerfileSource = {
  from: 'dockerfile',
  dockerfile: 'docker/Dockerfile',
  context: '.',
  buildArgs: {},
  buildContexts: {},
  secrets: [],
}

const argumentsFor = (source: Partial<DockerfileSource>, builder: Partial<BuildxQuestion['builder']> = {}) =>
  buildxArguments({
    source: { ...plain, ...source },
    context: source.context ?? plain.context,
    tag: 'name:tag',
    labels: { run: '1' },
    builder: { version: '0.13.1', progress: 'rawjson', githubCache: false, ...builder },
  })

describe('buildxArguments', () => {
  it('loads a labelled and tagged image into the engine, without attestations', () => {
    expect(argumentsFor({})).toEqual([
      'build',
      '--progress=rawjson',
      '--load',
      '--provenance=false',
      '--tag=name:tag',
      '--label=run=1',
      '--file=docker/Dockerfile',
      '--',
      '.',
    ])
  })

  it('passes on what the config asks for', () => {
    const given = argumentsFor({
      target: 'runtime',
      platform: 'linux/arm64',
      buildArgs: { PYTHON: '3.13', EMPTY: '' },
      buildContexts: { 'python:3.13-slim': 'docker-image://mirror/python:3.13-slim' },
    })
    expect(given).toEqual(
      expect.arrayContaining([
        '--target=runtime',
        '--platform=linux/arm64',
        '--build-arg=PYTHON=3.13',
        '--build-arg=EMPTY=',
        '--build-context=python:3.13-slim=docker-image://mirror/python:3.13-slim',
      ]),
    )
  })

  it('names where a secret is and quotes what would be taken for another field', () => {
    const given = argumentsFor({
      secrets: [
        { id: 'npmrc', env: 'NPM_TOKEN' },
        { id: 'key', file: 'a,b "c".pem' },
      ],
    })
    expect(given).toContain('--secret=id=npmrc,env=NPM_TOKEN')
    expect(given).toContain('--secret=id=key,"src=a,b ""c"".pem"')
  })

  it('never lets a value pass for a flag', () => {
    const given = argumentsFor({ dockerfile: '--push', target: '--no-cache', context: '--pull' })
    expect(given.filter((argument) => ['--push', '--no-cache'].includes(argument))).toEqual([])
    expect(given.slice(-2)).toEqual(['--', '--pull'])
  })

  it('does not ask a buildx for what it does not know', () => {
    expect(argumentsFor({}, { version: '0.9.1' })).not.toContain('--provenance=false')
  })

  it("uses GitHub's cache under a scope of the source's own, and survives that it cannot be written", () => {
    const scopeIn = (given: readonly string[]) =>
      given.find((argument) => argument.startsWith('--cache-from=type=gha,scope='))?.split('scope=')[1]
    const one = argumentsFor({}, { githubCache: true })
    const other = argumentsFor({ dockerfile: 'docker/alpine.Dockerfile' }, { githubCache: true })
    expect(scopeIn(one)).toMatch(/^container-migrate-[0-9a-f]{16}$/)
    expect(scopeIn(other)).not.toBe(scopeIn(one))
    expect(scopeIn(argumentsFor({}, { githubCache: true }))).toBe(scopeIn(one))
    expect(one).toContain(`--cache-to=type=gha,scope=${scopeIn(one)},mode=max,ignore-error=true`)
    expect(argumentsFor({}).join()).not.toContain('gha')
  })
})
