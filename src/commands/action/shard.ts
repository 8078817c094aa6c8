import { UsageError } from '../../core/domain/errors.js'
import type { PlanDocument } from '../../core/domain/plan.js'
import type { Env } from '../../docker/connect.js'
import { withLogin } from '../../docker/registry-auth.js'
import { mask } from '../../github/runner.js'
import type { ShardName } from '../line/shared-run.js'
import { readPlan } from '../read-plan.js'
import type { ActionContext } from './context.js'
import type { SharedRunInputs } from './inputs.js'

export interface GivenShard {
  readonly plan: PlanDocument
  readonly shard: ShardName
  readonly env: Env
  /** What may stand in no log and in no record. */
  readonly secrets: readonly string[]
}

/** Which part of which plan, and the environment it is done in. */
export async function readShard({ inputs, env, folders }: ActionContext): Promise<GivenShard> {
  const { command, shared } = inputs
  const { shard } = shared
  if (shared.plan === undefined || shard === undefined)
    throw new UsageError(`${command} needs the inputs plan (what plan wrote) and shard (such as 3/8)`)
  const secrets = [...Object.values(shared.buildEnv), shared.registryPassword ?? '']
  for (const secret of secrets) mask(secret)
  const plan = await readPlan(folders.workspace, shared.plan)
  return { plan, shard, secrets, env: withLoginFor(plan, shared, { ...env, ...shared.buildEnv }) }
}

/** For the repository that images travel by, and for nothing else. */
function withLoginFor({ travel }: PlanDocument, shared: SharedRunInputs, env: Env): Env {
  const { registryUsername: username, registryPassword: password } = shared
  if (username === undefined && password === undefined) return env
  if (username === undefined || password === undefined)
    throw new UsageError('registry-username and registry-password: one is given without the other')
  return travel?.by === 'registry'
    ? withLogin(env, { repository: travel.repository, username, password })
    : env
}
