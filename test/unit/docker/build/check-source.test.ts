import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DockerfileSource } from '../../../../src/core/domain/config.js'
import { checkSource } from '../../../../src/docker/build/check-source.js'

let cwd = ''
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'check-'))
  await mkdir(join(cwd, 'app'))
  await writeFile(join(cwd, 'app/Dockerfile'), 'FROM x')
})
afterAll(() => rm(cwd, { recursive: true }))

const check = (change: Partial<DockerfileSource>, env: Record<string, string> = {}) =>
  checkSource({
    source: {
      from: 'dockerfile',
      dockerfile: 'app/Dockerfile',
      context: 'app',
      buildArgs: {},
      buildContexts: {},
      secrets: [],
      ...change,
    },
    cwd,
    env,
  })

describe('checkSource', () => {
  it('has nothing to say against a source that is all there', async () => {
    const secrets = [
      { id: 'a', env: 'EMPTY' },
      { id: 'b', file: 'app/Dockerfile' },
    ]
    const buildContexts = { base: 'docker-image://x:1', assets: './app', stage: 'target:other' }
    expect(await check({ secrets, buildContexts }, { EMPTY: '' })).toBeUndefined()
  })

  it.each<[string, Partial<DockerfileSource>]>([
    ['there is no Dockerfile app/other', { dockerfile: 'app/other' }],
    ['there is no Dockerfile app', { dockerfile: 'app' }],
    ['the build context is no folder: nowhere', { context: 'nowhere' }],
    ['the build context assets is no folder: ./assets', { buildContexts: { assets: './assets' } }],
    [
      'the build secret npmrc is to come from the environment variable TOKEN, which is not set',
      { secrets: [{ id: 'npmrc', env: 'TOKEN' }] },
    ],
    [
      'the build secret key is to come from the file key.pem, which cannot be read',
      { secrets: [{ id: 'key', file: 'key.pem' }] },
    ],
  ])('refuses: %s', async (message, change) => {
    const file = change.dockerfile ?? 'app/Dockerfile'
    expect(await check(change)).toEqual({ reason: 'build-error', message, place: { file } })
  })

  it.each(['https://host/repo.git#main:sub', 'git@host:org/repo.git', 'ssh://git@host/x', 'git://host/x'])(
    'leaves to the builder what a remote context holds: %s',
    async (context) => {
      expect(await check({ context, dockerfile: 'sub/Dockerfile' })).toBeUndefined()
    },
  )
})
