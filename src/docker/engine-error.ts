import type { Failure, FailureReason } from '../core/domain/failure.js'

const lostCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'EACCES',
  'ETIMEDOUT',
  'ENOTFOUND',
])

/** Any error of a call to the engine, as the failure a reader can act on. */
export function mapEngineError(error: unknown, otherwise: FailureReason): Failure {
  const message = engineMessage(error)
  if (error instanceof Error && error.name === 'AbortError')
    return { reason: 'cancelled', message: 'cancelled' }
  if (isEngineLost(error))
    return { reason: 'engine-lost', message: `the engine stopped answering: ${message}` }
  if (/no space left on device|disk quota exceeded/i.test(message)) return { reason: 'disk-full', message }
  if (statusOf(error) === 404 && /no such image/i.test(message)) return { reason: 'image-missing', message }
  return { reason: otherwise, message }
}

/** The engine's own sentence, without dockerode's wrapping. */
export function engineMessage(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'json' in error) {
    const json = (error as { json: unknown }).json
    if (typeof json === 'object' && json !== null && 'message' in json) return String(json.message)
  }
  const message = error instanceof Error ? error.message : String(error)
  // dockerode puts its own words before the engine's where it asked for a stream.
  return message.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim()
}

export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined
  return typeof error.statusCode === 'number' ? error.statusCode : undefined
}

export function isEngineLost(error: unknown): boolean {
  if (statusOf(error) !== undefined) return false
  if (typeof error !== 'object' || error === null) return false
  if ('code' in error && typeof error.code === 'string' && lostCodes.has(error.code)) return true
  return (
    error instanceof Error && /socket hang up|aborted/i.test(error.message) && error.name !== 'AbortError'
  )
}
