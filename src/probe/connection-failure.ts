import type { Failure } from '../core/domain/failure.js'

const spoken: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed while sending',
  EHOSTUNREACH: 'no route',
  ENETUNREACH: 'network unreachable',
  ETIMEDOUT: 'no answer to the connection',
  ENOTFOUND: 'no such host',
}

/** What a socket or Node's HTTP client says of a peer, in words for the person who runs that peer. */
export function connectionFailure(error: unknown, where: string): Failure {
  return { reason: 'expectation', message: inWords(error, where) }
}

function inWords(error: unknown, where: string): string {
  if (!(error instanceof Error)) return `${where}: ${String(error)}`
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (error.message === 'socket hang up') return `connection closed without an answer by ${where}`
  if (code.startsWith('HPE_')) {
    const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message
    return `no valid HTTP answer from ${where}: ${reason}`
  }
  const words = spoken[code]
  return words === undefined ? `${where}: ${error.message}` : `${words} on ${where}`
}
