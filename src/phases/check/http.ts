import type { HttpCheck } from '../../core/domain/check.js'
import type { Failure } from '../../core/domain/failure.js'
import { judgeHttp } from '../../core/smoke/judge-http.js'
import { lastLines } from '../../core/smoke/last-lines.js'
import { requestHttp } from '../../probe/http.js'
import { type CheckContext, type CheckResult, portMissing } from './context.js'

/** From outside, as any client would ask. */
export async function checkHttp(check: HttpCheck, context: CheckContext): Promise<CheckResult> {
  const { instance, port, signal } = context
  if (port === undefined) return portMissing
  const answer = await requestHttp({
    address: instance.address(port),
    method: check.method,
    path: check.path,
    timeoutMs: check.timeoutMs,
    signal,
    ...payload(check, port),
  })
  if (answer.outcome === 'failed') return { failure: answer.failure }
  const differences = judgeHttp(check, answer)
  return {
    answered: true,
    ...(check.same.length === 0 ? {} : { answer }),
    ...(differences.length === 0
      ? { output: [`status ${answer.status}`, ...lastLines(answer.body)] }
      : { failure: unexpected(differences, answer.body) }),
  }
}

function payload({ body, sendHeaders }: HttpCheck, port: number) {
  // The port inside, wherever it is reached: a server that repeats its host then says the same in both variants.
  const headers = { host: `localhost:${port}`, ...lowerCased(sendHeaders) }
  if (body === undefined) return { headers }
  if (typeof body === 'string') return { headers, body }
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

const lowerCased = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

function unexpected(differences: readonly string[], body: string): Failure {
  const [first = '', ...others] = differences
  return {
    reason: 'expectation',
    message: others.length === 0 ? first : `${first} (and ${others.length} more)`,
    tail: [...others, ...lastLines(body)],
  }
}
