import type { Service, Variant } from '../core/domain/config.js'
import type { Failure } from '../core/domain/failure.js'
import type { Engine, Launcher } from '../core/domain/instance.js'
import type { OnProgress } from '../core/domain/progress.js'
import type { Travelled } from '../core/domain/travelled.js'
import { type VariantRef, variantKey } from '../core/domain/variant.js'
import type { OnPassed } from './ledger.js'

/** What every phase needs of the run it belongs to. */
export interface RunContext {
  readonly engine: Engine
  readonly services: readonly Service[]
  readonly cwd: string
  /** Of commands on the runner; the run's mark is in it. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Images that other machines made, and whose were to come. Absent where everything is prepared here. */
  readonly travelled?: Travelled
  /** Why the base branch's files are not there. Absent where they are, or where nobody needs them. */
  readonly withoutBase?: Failure
  readonly parallel: number
  readonly signal: AbortSignal
  readonly onProgress: OnProgress
  /** Told of each piece of a service's work that was done to its end. */
  readonly onPassed?: OnPassed
}

/** Launchers of the variants that could be prepared, by variant key. */
export type Launchers = ReadonlyMap<string, Launcher>

export function serviceOf(context: Pick<RunContext, 'services'>, ref: VariantRef): Service {
  const service = context.services.find(({ name }) => name === ref.service)
  if (service === undefined)
    throw new Error(`the plan names ${variantKey(ref)}, which the config does not have`)
  return service
}

export function variantOf(context: Pick<RunContext, 'services'>, ref: VariantRef): Variant {
  const service = serviceOf(context, ref)
  if (ref.revision === 'head') return service[ref.role]
  if (service.base?.from === 'commit') return service.base.candidate
  throw new Error(`the plan names ${variantKey(ref)}, and the config has no base`)
}

export const describe = ({ service, role, revision }: VariantRef): string =>
  `${service} ${role}${revision === 'base' ? ' of the base' : ''}`
