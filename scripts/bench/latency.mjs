// How wrong a latency under load is, ours and autocannon's, on servers that answer after a known time.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { loadSources } from './compiled.mjs'
import { mean, quantile } from './figures.mjs'
import { fetchAutocannon } from './latency/autocannon.mjs'

const RATE = 50
const SECONDS = 6
const PATIENCE_MS = 10_000
const MOST_WRONG_MS = 5
const MOST_WRONG_TAIL_MS = 25

const server = fileURLToPath(new URL('latency/server.mjs', import.meta.url))

const STALL = { afterMs: 2000, forMs: 500 }
const SERVERS = [
  { name: 'answers after 20 ms', delayMs: 20 },
  { name: 'after 20 ms, Connection: close', delayMs: 20, close: true },
  { name: 'after 2 ms, Connection: close', delayMs: 2, close: true },
  { name: 'after 2 ms, one stall of 500 ms', delayMs: 2, stall: STALL },
]

const figuresOf = (values) => ({
  p50: quantile(values, 0.5),
  p97_5: quantile(values, 0.975),
  p99: quantile(values, 0.99),
  mean: mean(values),
})

/** What each request had to wait for; who comes during the stall waits for its end. */
const truthOf = ({ stall }, held) => {
  if (stall === undefined) return figuresOf(held)
  const usual = quantile(held, 0.5)
  const dueAt = Array.from({ length: RATE * SECONDS }, (_, index) => (index * 1000) / RATE)
  const endsAt = stall.afterMs + stall.forMs
  return figuresOf(dueAt.map((at) => (at >= stall.afterMs && at < endsAt ? endsAt - at : 0) + usual))
}

/** One generator on a server of its own, with what that server knows. */
const askOne = async (settings, ask, node) => {
  const child = spawn(node, [server, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [said] = await once(child.stdout, 'data')
    const port = Number(said)
    const figures = await ask(port)
    const held = await (await fetch(`http://127.0.0.1:${port}/held`)).json()
    return { figures, truth: truthOf(settings, held) }
  } finally {
    child.kill()
  }
}

const ours =
  ({ openLoadClient, runLoad }, signal) =>
  async (port) => {
    const client = openLoadClient({
      address: { host: '127.0.0.1', port },
      path: '/',
      timeoutMs: PATIENCE_MS,
    })
    try {
      const { samples } = await runLoad(client, { requests: RATE * SECONDS, ratePerSecond: RATE, signal })
      return figuresOf(samples.map(({ latencyMs }) => latencyMs ?? Number.NaN))
    } finally {
      client.close()
    }
  }

const wrong = ({ figures, truth }, name) => Math.abs(figures[name] - truth[name])

const rowOf = (settings, name, title, sides, atMost) => ({
  what: `${title} off by, ${settings.name}`,
  ours: { value: wrong(sides.ours, name), unit: 'ms' },
  ...(sides.autocannon && {
    other: { name: 'autocannon', value: wrong(sides.autocannon, name), unit: 'ms' },
  }),
  effect: { value: wrong(sides.ours, name), unit: 'ms' },
  target: { atMost },
})

const NAMES = ['mean', 'p50', 'p97_5', 'p99']
const cellsOf = (figures) => NAMES.map((name) => figures[name].toFixed(1))

const breakdownOf = (settings, sides) => ({
  title: `${settings.name}: ms, as measured and as it was on that server`,
  parts: [
    { name: '', cells: ['mean', 'P50', 'P97.5', 'P99'] },
    ...Object.entries(sides).flatMap(([name, { figures, truth }]) => [
      { name, cells: cellsOf(figures) },
      { name: '  in truth', cells: cellsOf(truth) },
    ]),
  ],
})

const measureServer = async (settings, { generators, node, signal, log }) => {
  const sides = {}
  for (const [name, ask] of Object.entries(generators)) {
    signal.throwIfAborted()
    sides[name] = await askOne(settings, ask, node)
    log(`latency: ${settings.name}, ${name}`)
  }
  const tail = settings.stall ? [rowOf(settings, 'p97_5', 'P97.5', sides, MOST_WRONG_TAIL_MS)] : []
  return {
    rows: [rowOf(settings, 'p50', 'P50', sides, MOST_WRONG_MS), ...tail],
    breakdown: breakdownOf(settings, sides),
  }
}

export const latency = {
  name: 'latency',
  what: 'how wrong a latency under load is on servers that answer after a known time, against autocannon',
  bases: [],
  async measure({ env, node, signal, log }) {
    const generator = await loadSources('probe/load', 'probe/load-client')
    const other = await fetchAutocannon({ env, log })
    const generators = {
      ours: ours(generator, signal),
      ...(other && {
        autocannon: (port) => other.ask({ port, ratePerSecond: RATE, seconds: SECONDS, node }),
      }),
    }
    try {
      const found = []
      for (const settings of SERVERS)
        found.push(await measureServer(settings, { generators, node, signal, log }))
      return {
        rows: found.flatMap(({ rows }) => rows),
        breakdowns: found.map(({ breakdown }) => breakdown),
      }
    } finally {
      other?.remove()
    }
  },
}
