import type { RunCheck } from '../../core/domain/check.js'
import type { Address } from '../../core/domain/instance.js'
import { lastLines } from '../../core/smoke/last-lines.js'
import { runCommand } from '../../probe/command.js'
import { commandFailure } from './command-failure.js'
import type { CheckContext, CheckResult } from './context.js'

/** On the runner; what the command needs to find the instance is in its environment. */
export async function checkRun(check: RunCheck, context: CheckContext): Promise<CheckResult> {
  const { instance, port, cwd, signal } = context
  const env = {
    ...context.env,
    ...(port === undefined ? {} : { BASE_URL: baseUrl(instance.publishedAddress(port)) }),
    CONTAINER_ID: instance.id,
  }
  const { command, timeoutMs } = check
  const { exitCode, failure, output } = await runCommand({ command, cwd, env, timeoutMs, signal })
  if (failure !== undefined) return { failure: { ...failure, tail: lastLines(output) } }
  return exitCode === 0 ? { output: lastLines(output) } : { failure: commandFailure(exitCode, output) }
}

const baseUrl = ({ host, port }: Address): string =>
  host.includes(':') ? `http://[${host}]:${port}` : `http://${host}:${port}`
