import { textsOf } from '../expressions/template.js'
import type { LiveJob } from './live-job.js'
import { stepScope } from './step-scope.js'

const mostBytes = 1024 * 1024

/** A job's outputs, however it ended. One that may hold a secret is left out; too many of them fail the job. */
export function jobOutputs(job: LiveJob): Readonly<Record<string, string>> {
  const fail = (message: string) => {
    job.annotations.push({ level: 'error', message })
    if (job.status === 'success') job.status = 'failure'
    return {}
  }
  let outputs: Readonly<Record<string, string>>
  try {
    outputs = textsOf(job.leg.job.outputs, stepScope(job, {}))
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
  const sizeBytes = Object.values(outputs).reduce(
    (sum, value) => sum + Buffer.byteLength(value, 'utf16le'),
    0,
  )
  if (sizeBytes > mostBytes)
    return fail(`The outputs of a job are at most 1 MB; these are ${sizeBytes} bytes.`)
  const [kept, secret] = [Object.entries(outputs), [] as string[]]
  const shown = kept.filter(([name, value]) => !job.masks.isIn(value) || void secret.push(name))
  for (const name of secret)
    job.annotations.push({
      level: 'warning',
      message: `Skip output '${name}' since it may contain secret.`,
    })
  return Object.fromEntries(shown)
}
