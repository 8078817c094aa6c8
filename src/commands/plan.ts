import type { Config } from '../core/domain/config.js'
import { UsageError } from '../core/domain/errors.js'
import type { PlanDocument, PlanScope, Travel } from '../core/domain/plan.js'
import { makePlanDocumentOf } from '../core/plan/make-plan-document.js'
import type { Runners } from '../core/plan/sharing/share-out.js'
import { headCommit } from '../git/head-commit.js'
import { withBase } from './base/with-base.js'
import { findScope } from './find-scope.js'
import { mostShards } from './line/shared-run.js'
import { type ConfigRequest, loadConfig } from './load-config.js'
import { readDurations } from './read-durations.js'
import { version } from './version.js'

export interface PlanRequest extends ConfigRequest {
  readonly env: NodeJS.ProcessEnv
  /** Only services whose inputs changed since the merge base with it; and what budgets on regressions hold this change against. */
  readonly base?: string
  /** All of them, also where `base` is given. */
  readonly all: boolean
  /** Exactly so many shards, each with something to do as long as there is something. */
  readonly shards?: number
  /** At most so many. */
  readonly maxShards?: number
  /** Every shard prepares what it measures: no service is spread, nothing travels, and there is no stage that builds. */
  readonly whole: boolean
  /** Earlier run records, files or folders of them. */
  readonly durations: readonly string[]
  /** A repository that images travel by; without it, as files. */
  readonly registry?: string
  readonly signal: AbortSignal
  readonly onNote: (text: string) => void
}

/** Which services a run on several runners has, and who does what. No engine is asked, and nothing is measured. */
export async function makePlanDocument(request: PlanRequest): Promise<PlanDocument> {
  const travel = travelBy(request.registry)
  const config = await loadConfig(request)
  for (const text of config.assumptions) request.onNote(text)
  const { scope, chosen, unchanged } = await scopeOf(config, request)
  const inRun = new Set(chosen)
  const services = config.services.filter(({ name }) => inRun.has(name))
  return makePlanDocumentOf({
    version,
    commit: await headCommit(request),
    config: await withBase({ ...request, config: { ...config, services } }),
    scope,
    unchanged,
    rules: { runners: runnersOf(request), whole: request.whole },
    travel,
    remembered: await readDurations({ ...request, paths: request.durations }),
  })
}

interface Scope {
  readonly scope: PlanScope
  readonly chosen: readonly string[]
  readonly unchanged: readonly string[]
}

async function scopeOf(config: Config, request: PlanRequest): Promise<Scope> {
  const { base, all, cwd, env, signal, onNote } = request
  if (base !== undefined && !all) return findScope({ cwd, env, config, base, signal, onNote })
  const chosen = config.services.map(({ name }) => name)
  return { scope: { by: request.services.length > 0 ? 'asked' : 'all' }, chosen, unchanged: [] }
}

const runnersOf = ({ shards, maxShards }: PlanRequest): Runners =>
  shards === undefined ? { most: maxShards ?? mostShards } : { exactly: shards }

/** A host with a dot, a port or `localhost`, then lower-case names: `ghcr.io/org/images`. */
const repositoryForm =
  /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+|[a-z0-9.-]+:\d{1,5}|localhost)(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+$/

function travelBy(registry: string | undefined): Travel {
  if (registry === undefined) return { by: 'archive' }
  if (registry.length <= 255 && repositoryForm.test(registry)) return { by: 'registry', repository: registry }
  throw new UsageError(
    `registry: ${JSON.stringify(registry)} is no repository: give its host and its name in lower case, without a tag, such as ghcr.io/org/images`,
  )
}
