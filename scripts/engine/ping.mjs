import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from './run.mjs'

const PING_TIMEOUT_MS = 20_000
const PAUSE_MS = 100

export const DEFAULT_HOST = 'unix:///var/run/docker.sock'

const socketOf = (host) => (host.startsWith('unix://') ? host.slice('unix://'.length) : undefined)

const pingSocket = (socketPath) =>
  new Promise((resolve) => {
    const call = request({ socketPath, path: '/_ping', timeout: PING_TIMEOUT_MS }, (response) => {
      response.resume()
      resolve(response.statusCode === 200 ? 'answers' : 'silent')
    })
    call.on('timeout', () => call.destroy())
    call.on('error', (error) => resolve(error.code === 'EACCES' ? 'denied' : 'silent'))
    call.end()
  })

/** 'answers', 'silent', or 'denied' where an engine is there but we may not talk to it. */
export const ping = async (host) => {
  const socket = socketOf(host)
  if (socket) return pingSocket(socket)
  const asked = await run('docker', ['--host', host, 'version', '--format', '{{.Server.Version}}'], {
    check: false,
  })
  return asked.code === 0 ? 'answers' : 'silent'
}

/** Waits until the engine answers; `isGone` ends the wait early where the daemon has exited. */
export const waitUntilAnswers = async (host, { timeoutMs, isGone = () => false }) => {
  const deadline = Date.now() + timeoutMs
  while (Date.now() < deadline) {
    if ((await ping(host)) === 'answers') return true
    if (isGone()) return false
    await sleep(PAUSE_MS)
  }
  return false
}
