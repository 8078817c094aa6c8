import { TimeLimitReached } from '../core/domain/errors.js'
import type { Failure } from '../core/domain/failure.js'

/** Why work that was told to end did: somebody cancelled it, or its time was up. */
export const whyAborted = ({ reason }: AbortSignal): Failure =>
  reason instanceof TimeLimitReached
    ? { reason: 'time-limit', message: reason.message }
    : { reason: 'cancelled', message: typeof reason === 'string' ? `cancelled by ${reason}` : 'cancelled' }
