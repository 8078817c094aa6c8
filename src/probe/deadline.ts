import type { Failure } from '../core/domain/failure.js'

/** One time limit together with the caller's cancel. */
export interface Deadline {
  /** Fires at the limit or at the cancel, whichever comes first. */
  readonly signal: AbortSignal
  /** Why it fired, as a failure; undefined while it has not. */
  failure(waitingFor: string): Failure | undefined
  /** Fires the signal for what may still run under it; must be called, for the timer would keep the process alive. */
  end(): void
}

/** Node fires a longer timer at once. */
const longestTimerMs = 2 ** 31 - 1

/** An own timer and not AbortSignal.timeout: some versions of Node 20 collect that one as garbage before it fires. */
export function startDeadline(timeoutMs: number, cancel: AbortSignal): Deadline {
  const controller = new AbortController()
  let ended: 'timeout' | 'cancelled' | undefined
  const end = (why: 'timeout' | 'cancelled') => {
    ended ??= why
    controller.abort()
  }
  const onCancel = () => end('cancelled')
  const timer = setTimeout(() => end('timeout'), Math.min(timeoutMs, longestTimerMs))
  if (cancel.aborted) onCancel()
  else cancel.addEventListener('abort', onCancel, { once: true })
  return {
    signal: controller.signal,
    failure(waitingFor) {
      if (ended === undefined) return undefined
      return ended === 'cancelled'
        ? { reason: 'cancelled', message: `cancelled while waiting for ${waitingFor}` }
        : { reason: 'timeout', message: `waited ${spokenDuration(timeoutMs)} for ${waitingFor}` }
    },
    end() {
      controller.abort()
      clearTimeout(timer)
      cancel.removeEventListener('abort', onCancel)
    },
  }
}

/** `800 ms`, `30 s`: a limit as people write it. */
export function spokenDuration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${Math.round(milliseconds / 100) / 10} s`
}
