import type Docker from 'dockerode'
import { type Call, modemOf } from './modem.js'

/** How long the engine may take over one call before it counts as lost. */
export interface AnswerLimit {
  /** From now on, and for calls under way, only a moment: for somebody who wants to leave. */
  hurry(): void
  /** The usual limit again. */
  calm(): void
}

export interface Limits {
  readonly usualMs: number
  readonly hurriedMs: number
}

const usual: Limits = { usualMs: 120_000, hurriedMs: 10_000 }

/**
 * An engine that hangs answers nothing and closes nothing, so without a limit of our own every call would wait for ever.
 * Streams last as long as they last; whoever reads them keeps the time.
 */
export function limitAnswers(docker: Docker, { usualMs, hurriedMs }: Limits = usual): AnswerLimit {
  const modem = modemOf(docker)
  const dial = modem.dial.bind(modem)
  const rearm = new Set<() => void>()
  let limitMs = usualMs
  modem.dial = (call, callback) => {
    if (lasts(call)) return dial(call, callback)
    const over = new AbortController()
    let timer: NodeJS.Timeout | undefined
    const arm = () => {
      clearTimeout(timer)
      const allowedMs = limitMs
      timer = setTimeout(() => {
        tell(new SilentEngineError(call, allowedMs))
        over.abort()
      }, allowedMs)
    }
    const tell = (error: unknown, answer?: unknown) => {
      // Breaking the call off makes it call back once more.
      if (!rearm.delete(arm)) return
      clearTimeout(timer)
      callback(error, answer)
    }
    rearm.add(arm)
    arm()
    const signals = call.abortSignal === undefined ? [] : [call.abortSignal]
    dial({ ...call, abortSignal: AbortSignal.any([...signals, over.signal]) }, tell)
  }
  return {
    hurry() {
      if (limitMs === hurriedMs) return
      limitMs = hurriedMs
      for (const arm of rearm) arm()
    },
    calm() {
      limitMs = usualMs
    },
  }
}

const lasts = ({ isStream, hijack, openStdin }: Call): boolean =>
  isStream === true || hijack === true || openStdin === true

class SilentEngineError extends Error {
  readonly code = 'ETIMEDOUT'
  constructor({ method, path }: Call, limitMs: number) {
    super(`no answer to ${method} ${path.replace(/\?$/, '')} within ${limitMs / 1000} s`)
  }
}
