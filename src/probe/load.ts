import type { LoadAnswer, LoadClient, LoadError } from './load-client.js'

export interface LoadSchedule {
  readonly requests: number
  readonly ratePerSecond: number
  readonly signal: AbortSignal
}

/** One request that was due, whatever came of it. */
export interface LoadSample {
  /** How long after its moment it was sent. */
  readonly lateMs: number
  /** Absent where there was no answer at all: refused, reset, an error status. */
  readonly latencyMs?: number
  readonly error?: LoadError
}

export interface LoadRun {
  readonly samples: readonly LoadSample[]
  /** For how long the server was busy with them: as long as the schedule, or longer where it fell behind. */
  readonly busyMs: number
}

/**
 * As near as Node's timers come to a moment. Whatever was sent within it counts from when it was sent, for the timer is
 * not the server's; whatever was sent later counts from its moment.
 */
export const grainMs = 2

/** With more under way at once, a server is lost and the machine would follow. */
const mostUnderWay = 1000

/**
 * Asks at fixed moments, begin + i / rate, whether or not there were answers (an open loop): a server that stalls is asked
 * all the same, and everybody who would have waited is counted (no coordinated omission). Never rejects.
 */
export function runLoad(
  client: LoadClient,
  { requests, ratePerSecond, signal }: LoadSchedule,
): Promise<LoadRun> {
  const everyMs = 1000 / ratePerSecond
  const samples: LoadSample[] = []
  const endings: number[] = []
  return new Promise((resolve) => {
    const beginsAt = performance.now()
    let next = 0
    let underWay = 0
    let timer: NodeJS.Timeout | undefined
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve({ samples: [...samples], busyMs: busyFor(endings, next * everyMs, everyMs) })
    }
    const send = (index: number) => {
      const dueAt = beginsAt + index * everyMs
      const sentAt = performance.now()
      const lateMs = sentAt - dueAt
      if (underWay >= mostUnderWay) {
        samples.push({ lateMs, latencyMs: client.timeoutMs, error: notSent })
        return
      }
      underWay++
      void client.ask().then((answer) => {
        underWay--
        samples.push({ lateMs, ...judged(answer, lateMs <= grainMs ? sentAt : dueAt) })
        endings.push(answer.endedAt)
        if (next === requests && underWay === 0) finish()
      })
    }
    const wake = () => {
      const now = performance.now()
      while (next < requests && beginsAt + next * everyMs <= now) send(next++)
      if (next < requests)
        timer = setTimeout(wake, Math.max(1, beginsAt + next * everyMs - performance.now()))
      else if (underWay === 0) finish()
    }
    if (signal.aborted) return finish()
    signal.addEventListener('abort', finish, { once: true })
    wake()
  })
}

const notSent: LoadError = {
  kind: 'not-sent',
  message: `${mostUnderWay} requests were under way without an answer`,
}

/** A request that ran out of time took at least that long; any other failure says nothing of how long an answer takes. */
function judged({ endedAt, error }: LoadAnswer, countsFrom: number): Omit<LoadSample, 'lateMs'> {
  if (error === undefined) return { latencyMs: endedAt - countsFrom }
  return error.kind === 'timeout' ? { latencyMs: endedAt - countsFrom, error } : { error }
}

/** Answers come as long after each other as they were asked for, however long each takes, unless the server falls behind. */
function busyFor(endings: readonly number[], scheduledMs: number, everyMs: number): number {
  const [first, last] = [Math.min(...endings), Math.max(...endings)]
  return endings.length === 0 ? scheduledMs : Math.max(scheduledMs, last - first + everyMs)
}
