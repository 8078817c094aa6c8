import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { connect } from '../../../src/docker/connect.js'
import { makeRepository } from '../../support/repository.js'

describe('the engine’s address', () => {
  it('is DOCKER_HOST, else the chosen context’s, else the default socket', async () => {
    const digest = createHash('sha256').update('far').digest('hex')
    await using home = await makeRepository({
      'config.json': '{"currentContext":"far"}',
      [`contexts/meta/${digest}/meta.json`]: '{"Endpoints":{"docker":{"Host":"tcp://127.0.0.1:2375"}}}',
    })
    const env = { DOCKER_CONFIG: home.folder }
    expect(connect(env).host).toBe('tcp://127.0.0.1:2375')
    expect(connect({ ...env, DOCKER_HOST: 'unix:///x.sock' }).host).toBe('unix:///x.sock')
    expect(connect({ ...env, DOCKER_CONTEXT: 'default' }).host).toBe('unix:///var/run/docker.sock')
    expect(() => connect({ ...env, DOCKER_CONTEXT: 'gone' })).toThrow(
      'docker context gone has no engine address',
    )
  })

  it.each([
    ['ssh://me@host', 'ssh://'],
    ['nonsense', 'is no address'],
    ['ftp://host', 'of no known form'],
  ])('%s is refused with what would do', (host, why) => {
    expect(() => connect({ DOCKER_HOST: host })).toThrow(why)
  })

  it('over TLS names the certificate that is missing', () => {
    const env = { DOCKER_HOST: 'tcp://127.0.0.1:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/nowhere' }
    expect(() => connect(env)).toThrow('cannot read /nowhere/ca.pem')
  })
})
