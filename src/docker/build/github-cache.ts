import { createHash } from 'node:crypto'
import type { DockerfileSource } from '../../core/domain/config.js'
import { isAtLeast } from './version.js'

export interface GithubCacheQuestion {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly buildx: string
  readonly buildkit?: string
  readonly driver: string
  readonly hasContainerdStore: boolean
}

/**
 * Whether a builder can keep its layers in GitHub's cache. GitHub gives the token and the address to actions only,
 * not to commands of a workflow; and a cache of the second kind (the only one on github.com) refuses old clients.
 */
export function canUseGithubCache(question: GithubCacheQuestion): boolean {
  const { env, buildx, buildkit, driver, hasContainerdStore } = question
  if (!mayHaveGithubCache(env)) return false
  // The engine's own BuildKit exports a cache only where it writes to containerd's store.
  if (driver === 'docker' && !hasContainerdStore) return false
  // buildx itself decides by this variable which of the two services it speaks to.
  if (!/^(true|1)$/i.test(env.ACTIONS_CACHE_SERVICE_V2 ?? '')) return Boolean(env.ACTIONS_CACHE_URL)
  return Boolean(env.ACTIONS_RESULTS_URL) && isAtLeast(buildx, [0, 21]) && isAtLeast(buildkit, [0, 20])
}

/** Without a token nothing else matters. */
export const mayHaveGithubCache = (env: GithubCacheQuestion['env']): boolean =>
  Boolean(env.ACTIONS_RUNTIME_TOKEN)

/** One cache for each way to build, the same in every run: two variants in one scope would overwrite each other. */
export function cacheScope({ dockerfile, context, target, platform }: DockerfileSource): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([dockerfile, context, target, platform]))
    .digest('hex')
  return `container-migrate-${digest.slice(0, 16)}`
}
