import type { Failure } from '../../core/domain/failure.js'
import type { Instance } from '../../core/domain/instance.js'
import type { Answer } from '../../core/smoke/answer.js'

/** What a check is made against, and with. */
export interface CheckContext {
  readonly instance: Instance
  /** The port the variant declares; absent where it declares none. */
  readonly port?: number
  /** The environment of commands on the runner, SERVICE and VARIANT in it. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly signal: AbortSignal
}

/** How one check went. */
export interface CheckResult {
  readonly failure?: Failure
  /** The instance said something in full: then a failure is about what it said, and not about its being gone. */
  readonly answered?: true
  /** Its last lines, where it passed. */
  readonly output?: readonly string[]
  /** Kept for the comparison with the other variant's. */
  readonly answer?: Answer
}

export const portMissing: CheckResult = {
  failure: {
    reason: 'expectation',
    message: 'no port is declared for this variant, so there is nothing to ask',
  },
}
