import type { LogCheck } from '../../core/domain/check.js'
import type { Failure } from '../../core/domain/failure.js'
import { inShort, shorten } from '../../core/smoke/in-short.js'
import { lastLines } from '../../core/smoke/last-lines.js'
import { plainText } from '../../core/smoke/plain-text.js'
import { startDeadline } from '../../probe/deadline.js'
import { readLogTail } from '../ready/log-tail.js'
import { waitForLogText } from '../ready/log-text.js'
import type { CheckContext, CheckResult } from './context.js'

const linesAfterFound = 9

/** What must be printed may still come; what must not be is looked for in all that was printed so far. */
export async function checkLog(check: LogCheck, context: CheckContext): Promise<CheckResult> {
  const failure = (await missing(check, context)) ?? (await unwanted(check, context))
  return failure === undefined ? {} : { failure }
}

async function missing(
  { present, timeoutMs }: LogCheck,
  { instance, signal }: CheckContext,
): Promise<Failure | undefined> {
  if (present === undefined) return undefined
  const deadline = startDeadline(timeoutMs, signal)
  try {
    if ((await waitForLogText(instance, present, deadline.signal)) !== undefined) return undefined
    const failure = deadline.failure(`the log to say ${inShort(present)}`)
    return failure && { ...failure, tail: await readLogTail(instance) }
  } finally {
    deadline.end()
  }
}

async function unwanted({ absent }: LogCheck, { instance }: CheckContext): Promise<Failure | undefined> {
  if (absent === undefined) return undefined
  const printed = await instance.readLog()
  const log = printed.includes(absent) ? printed : plainText(printed)
  const at = log.indexOf(absent)
  if (at < 0) return undefined
  const found = log.slice(0, at).split('\n').length - 1
  const lines = log.split(/\r?\n/)
  return {
    reason: 'expectation',
    message: `the log has ${inShort(absent)}: ${shorten(lines[found]?.trim() ?? '', 200)}`,
    tail: lastLines(lines.slice(0, found + 1 + linesAfterFound).join('\n')),
  }
}
