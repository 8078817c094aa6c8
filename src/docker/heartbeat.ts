import { setTimeout as pause } from 'node:timers/promises'
import type Docker from 'dockerode'

export interface Heartbeat {
  /** Fires with the caller's cancel, and once the engine no longer answers. */
  readonly signal: AbortSignal
  /** Why the engine counts as lost; undefined while it answers. */
  lost(): unknown
  end(): void
}

const betweenMs = 5_000

/** Watches an engine during work that may rightly be silent for long: a build, a pull, an export. */
export function watchHeartbeat(
  docker: Pick<Docker, 'ping'>,
  cancel: AbortSignal,
  pauseMs = betweenMs,
): Heartbeat {
  const ended = new AbortController()
  const failed = new AbortController()
  let lost: unknown
  const watch = async () => {
    while (!ended.signal.aborted) {
      await pause(pauseMs, undefined, { signal: ended.signal })
      await docker.ping()
    }
  }
  watch().catch((error: unknown) => {
    if (ended.signal.aborted) return
    lost = error
    failed.abort()
  })
  return {
    signal: AbortSignal.any([cancel, failed.signal]),
    lost: () => lost,
    end: () => ended.abort(),
  }
}
