import type { Socket } from 'node:net'
import type { Failure } from '../core/domain/failure.js'
import { connectionFailure } from './connection-failure.js'
import { startDeadline } from './deadline.js'
import { hearAnswer } from './hear-answer.js'

export interface StatusRequest {
  /** A connection that is there; it is ended. */
  readonly socket: Socket
  /** As it stands in the first line: encoded. */
  readonly path: string
  readonly host: string
  readonly where: string
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export type StatusAnswer =
  | { readonly outcome: 'answered'; readonly status: number; readonly answeredAt: number }
  | { readonly outcome: 'failed'; readonly failure: Failure }

/** How long a body that nobody wants may take to end by itself, so that a server is not cut off in mid-sentence. */
const unwantedBodyMs = 100

/**
 * Asks for a path and listens for the head of the answer, nothing else: a look while a service starts takes processor
 * time from it, and a whole HTTP client takes several times as much.
 */
export async function askStatus(request: StatusRequest): Promise<StatusAnswer> {
  const { socket, path, host, where, timeoutMs, signal } = request
  const deadline = startDeadline(timeoutMs, signal)
  let bodyTimer: NodeJS.Timeout | undefined
  try {
    return await new Promise<StatusAnswer>((resolve) => {
      let answer: StatusAnswer | undefined
      const end = (error: unknown) => {
        const failure = deadline.failure(`an answer from ${where}`) ?? connectionFailure(error, where)
        resolve(answer ?? { outcome: 'failed', failure })
      }
      const hungUp = () => end(new Error('socket hang up'))
      const answering = hearAnswer()
      if (deadline.signal.aborted) return hungUp()
      deadline.signal.addEventListener('abort', hungUp, { once: true })
      socket.on('error', end).on('end', hungUp).on('close', hungUp)
      socket.on('data', (chunk: Buffer) => {
        const answeredAt = performance.now()
        const { status, isNoHttp, isWhole } = answering.hear(chunk)
        if (isNoHttp) return end(new Error(`no valid HTTP answer from ${where}`))
        if (status === undefined) return
        answer ??= { outcome: 'answered', status, answeredAt }
        if (isWhole) return resolve(answer)
        bodyTimer ??= setTimeout(hungUp, unwantedBodyMs)
      })
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\nUser-Agent: container-migrate\r\nConnection: close\r\n\r\n`,
      )
    })
  } finally {
    clearTimeout(bodyTimer)
    deadline.end()
    socket.destroy()
  }
}
