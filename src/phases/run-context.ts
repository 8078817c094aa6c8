import type { Service, Variant } from '../core/domain/config.js'
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
  readonly env: Readonly<Record<string, string | undefined>>
  /** Images that other machines made, and whose were to come. Absent where everything is prepared here. */
  readonly travelled?: Travelled
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

export const variantOf = (context: RunContext, ref: VariantRef): Variant => serviceOf(context, ref)[ref.role]

export const describe = (ref: VariantRef): string => `${ref.service} ${ref.role}`
