import type { WebsocketCheck } from '../../core/domain/check.js'
import { matchesGlob } from '../../core/smoke/glob.js'
import { inShort } from '../../core/smoke/in-short.js'
import { lastLines } from '../../core/smoke/last-lines.js'
import { exchangeWebsocket } from '../../probe/websocket.js'
import { type CheckContext, type CheckResult, portMissing } from './context.js'

export async function checkWebsocket(check: WebsocketCheck, context: CheckContext): Promise<CheckResult> {
  const { instance, port, signal } = context
  const { path, send, expect, timeoutMs } = check
  if (port === undefined) return portMissing
  const { failure, received } = await exchangeWebsocket({
    address: instance.address(port),
    path,
    headers: { host: `localhost:${port}` },
    ...(send === undefined ? {} : { send }),
    ...(expect === undefined
      ? {}
      : {
          expected: {
            words: `the message ${inShort(expect)}`,
            matches: (message: string) => matchesGlob(expect, message),
          },
        }),
    timeoutMs,
    signal,
  })
  return failure === undefined ? {} : { failure: { ...failure, tail: lastLines(received.join('\n')) } }
}
