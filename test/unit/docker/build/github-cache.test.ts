import { describe, expect, it } from 'vitest'
import { canUseGithubCache, type GithubCacheQuestion } from '../../../../src/docker/build/github-cache.js'

const hosted: GithubCacheQuestion = {
  env: {
    ACTIONS_RUNTIME_TOKEN: 'token',
    ACTIONS_RESULTS_URL: 'results',
    ACTIONS_CACHE_SERVICE_V2: 'True',
  },
  buildx: '0.24.0',
  buildkit: '0.22.0',
  driver: 'docker-container',
  hasContainerdStore: false,
}

const can = (change: Partial<GithubCacheQuestion>) => canUseGithubCache({ ...hosted, ...change })

describe('canUseGithubCache', () => {
  it('can in an action on github.com with a builder of its own', () => {
    expect(can({})).toBe(true)
  })

  it('cannot outside of an action, where there is no token', () => {
    expect(can({ env: { ...hosted.env, ACTIONS_RUNTIME_TOKEN: '' } })).toBe(false)
    expect(can({ env: {} })).toBe(false)
  })

  it("cannot with the engine's own builder unless that writes to containerd's store", () => {
    expect(can({ driver: 'docker' })).toBe(false)
    expect(can({ driver: 'docker', hasContainerdStore: true })).toBe(true)
  })

  it('cannot with a builder or a client that only knows the service that was shut down', () => {
    expect(can({ buildkit: '0.19.9' })).toBe(false)
    expect(can({ buildx: '0.20.1' })).toBe(false)
    const { buildkit: _unknown, ...unknown } = hosted
    expect(canUseGithubCache(unknown)).toBe(false)
  })

  it('can with an old builder where the server still has the old service', () => {
    const env = { ACTIONS_RUNTIME_TOKEN: 'token', ACTIONS_CACHE_URL: 'cache' }
    expect(can({ env, buildkit: '0.12.0', buildx: '0.13.1' })).toBe(true)
  })
})
