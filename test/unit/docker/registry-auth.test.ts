import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readRegistryAuth, withLogin, withoutLogin } from '../../../src/docker/registry-auth.js'
import { makeRepository } from '../../support/repository.js'

const auth = Buffer.from('ada:s3:cret').toString('base64')

describe('the credentials of a registry', () => {
  it('are those that docker login left for the image’s registry, and no other', async () => {
    const auths = {
      'ghcr.io': { auth },
      'https://index.docker.io/v1/': { auth: Buffer.from('hub:pw').toString('base64') },
    }
    await using home = await makeRepository({ 'config.json': JSON.stringify({ auths }) })
    const env = { DOCKER_CONFIG: home.folder }
    const user = async (image: string) =>
      ((await readRegistryAuth(image, env)).authconfig as { username?: string } | undefined)?.username
    expect(await readRegistryAuth('ghcr.io/org/app:1', env)).toEqual({
      authconfig: { username: 'ada', password: 's3:cret', serveraddress: 'ghcr.io' },
    })
    expect(await user('debian:12')).toBe('hub')
    expect(await user('org/app')).toBe('hub')
    expect(await user('docker.io/org/app')).toBe('hub')
    expect(await user('localhost:5000/app')).toBeUndefined()
  })

  it('are those that the run was given, for the registry of its own repository only', async () => {
    await using home = await makeRepository({
      'config.json': JSON.stringify({ auths: { 'ghcr.io': { auth } } }),
    })
    const own = { DOCKER_CONFIG: home.folder }
    const env = withLogin(own, { repository: 'ghcr.io/org/images', username: 'ci', password: 'token' })
    expect((await readRegistryAuth('ghcr.io/org/app:1', env)).authconfig).toEqual({
      username: 'ci',
      password: 'token',
      serveraddress: 'ghcr.io',
    })
    expect(await readRegistryAuth('quay.io/org/app:1', env)).toEqual({})
    expect(await readRegistryAuth('debian:12', env)).toEqual({})
    // What a user wrote runs in the environment without them.
    expect(withoutLogin(env)).toEqual(own)
  })

  it('come from a credential helper where the config names one, and are none where it fails', async () => {
    await using home = await makeRepository({
      'config.json': JSON.stringify({ credHelpers: { 'ghcr.io': 'cmtest', 'quay.io': 'missing' } }),
      'docker-credential-cmtest':
        '#!/bin/sh\nread registry\nprintf \'{"Username":"%s","Secret":"pw"}\' "$registry"\n',
    })
    await chmod(join(home.folder, 'docker-credential-cmtest'), 0o755)
    const path = process.env.PATH
    process.env.PATH = `${home.folder}:${path}`
    try {
      const env = { DOCKER_CONFIG: home.folder }
      expect((await readRegistryAuth('ghcr.io/org/app', env)).authconfig).toMatchObject({
        username: 'ghcr.io',
        password: 'pw',
      })
      expect(await readRegistryAuth('quay.io/org/app', env)).toEqual({})
    } finally {
      process.env.PATH = path
    }
  })

  it('are none where nobody logged in or the file is broken', async () => {
    await using home = await makeRepository({ 'config.json': '{ broken' })
    expect(await readRegistryAuth('ghcr.io/org/app', { DOCKER_CONFIG: home.folder })).toEqual({})
    expect(await readRegistryAuth('ghcr.io/org/app', { DOCKER_CONFIG: join(home.folder, 'none') })).toEqual(
      {},
    )
  })
})
