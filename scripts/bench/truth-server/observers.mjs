// How people find out when a container is ready, by hand: each starts one container of the truth server, watches it in its own way,
// and says when it believed it ready, what the truth server says itself, and when the engine had been asked.
import { request } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { BENCH_LABEL } from '../services.mjs'
import { spentSince } from './spent.mjs'
import { TRUTH_SERVER_PORT } from './stand.mjs'
import { truthOf } from './testimony.mjs'

const PATIENCE_MS = 20_000
const port = `${TRUTH_SERVER_PORT}/tcp`

const answers = (host, toPort) =>
  new Promise((resolve) => {
    const asked = request({ host, port: toPort, path: '/', agent: false, timeout: 1000 }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    asked.on('error', () => resolve(false))
    asked.on('timeout', () => asked.destroy())
    asked.end()
  })

const accepts = (host, toPort) =>
  new Promise((resolve) => {
    const socket = connect({ host, port: toPort })
    const end = (is) => {
      socket.destroy()
      resolve(is)
    }
    socket.on('connect', () => end(true)).on('error', () => end(false))
  })

/** Tries until it holds; the moment is that of the look that found it. */
const every = async (ms, holds) => {
  const begun = performance.now()
  while (performance.now() - begun < PATIENCE_MS) {
    if (await holds()) return performance.now()
    await sleep(ms)
  }
  throw new Error('the truth server was never ready')
}

const logOf = async (container) => String(await container.logs({ stdout: true, stderr: true }))

/** Looks into the log now and then, long after: an observer that takes nothing from the one who starts. */
const unobserved = (expectedMs, onLookingUp) => async (container) => {
  await sleep(expectedMs)
  onLookingUp?.()
  await every(200, async () => /ready \d+\n/.test(await logOf(container)))
  return undefined
}

const health = (docker) => async (container) => {
  const filters = { container: [container.id], event: ['health_status'] }
  const events = await docker.getEvents({ filters: JSON.stringify(filters) })
  try {
    return await new Promise((resolve, reject) => {
      const tooLong = setTimeout(() => reject(new Error('the truth server was never healthy')), PATIENCE_MS)
      events.on('data', (event) => {
        if (!String(event).includes('health_status: healthy')) return
        clearTimeout(tooLong)
        resolve(performance.now())
      })
    })
  } finally {
    events.destroy()
  }
}

const attached = async (container) => {
  const stream = await container.attach({ stream: true, stdout: true, logs: false })
  const seen = new Promise((resolve) => {
    stream.on('data', (chunk) => {
      if (String(chunk).includes('ready')) resolve(performance.now())
    })
  })
  return { seen, end: () => stream.destroy() }
}

const bridgeOf = async (container) => {
  const { NetworkSettings } = await container.inspect()
  return Object.values(NetworkSettings.Networks)[0].IPAddress
}
const publishedOf = async (container) =>
  Number((await container.inspect()).NetworkSettings.Ports[port][0].HostPort)

const overBridge = (ms, looks) => async (container) => {
  const host = await bridgeOf(container)
  return every(ms, () => looks(host, TRUTH_SERVER_PORT))
}
const overPublished = (ms, looks) => async (container) => {
  const published = await publishedOf(container)
  return every(ms, () => looks('127.0.0.1', published))
}

const healthcheck = { Test: ['CMD', '/server', 'check'], Interval: 1e9, Timeout: 1e9, Retries: 30 }
const published = {
  ExposedPorts: { [port]: {} },
  HostConfig: { PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: '' }] } },
}

/** By name. `sees` is what of the truth server's own moments it should have found. */
export const handObservers = ({ docker, expectedMs, onLookingUp }) => ({
  nobody: { watch: unobserved(expectedMs, onLookingUp) },
  'attach stream': { attach: true, sees: 'readyAt' },
  'http every 1 ms': { watch: overBridge(1, answers), sees: 'readyAt' },
  'http every 10 ms': { watch: overBridge(10, answers), sees: 'readyAt' },
  'http every 100 ms': { watch: overBridge(100, answers), sees: 'readyAt' },
  'tcp, published port': { options: published, watch: overPublished(10, accepts), sees: 'listenAt' },
  'health check, 1 s': { options: { Healthcheck: healthcheck }, watch: health(docker), sees: 'readyAt' },
})

/** One start of the truth server under one observer. */
export const observeByHand = async (
  { docker, meter, id, image },
  { options = {}, watch, attach },
  settings,
) => {
  const askedAt = performance.now()
  const container = await docker.createContainer({
    Image: image,
    Env: Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    Labels: { [BENCH_LABEL]: id },
    ...options,
  })
  try {
    const stream = attach ? await attached(container) : undefined
    await container.start()
    const seenAt = await (stream?.seen ?? watch(container))
    const cpuMs = spentSince(meter.usageAtAnswer())
    stream?.end()
    // What saw too early finds the truth server still at work.
    await every(50, async () => /ready \d+\n/.test(await logOf(container)))
    return { askedAt, seenAt, cpuMs, truth: truthOf(await logOf(container)) }
  } finally {
    await container.remove({ force: true, v: true })
  }
}
