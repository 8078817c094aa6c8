import { expect, it, onTestFinished } from 'vitest'
import type { Launcher } from '../../../src/core/domain/instance.js'
import type { Role } from '../../../src/core/domain/variant.js'
import { variantKey } from '../../../src/core/domain/variant.js'
import { makePlan } from '../../../src/core/plan/make-plan.js'
import { type LoadOutcome, measureLoad } from '../../../src/phases/load.js'
import { loadFactOf, loadMeasurements } from '../../../src/phases/load-facts.js'
import { parsedConfig, service } from '../config/parsed.js'
import { type Started, serve, start } from './instances.js'

const quick = serve('response.end()')

it('asks both variants in turn, slice by slice, and keeps the warm-up out of the figures', async () => {
  const loaded = await measure(quick, quick)
  for (const one of loaded.loaded) {
    expect(one.slices.map(({ slice }) => slice.pair)).toEqual([0, 1, 2, 3, 4, 5, 6])
    const fact = loadFactOf(one)
    expect(fact).toMatchObject({ slices: 6, requests: 120, failed: 0 })
    expect(fact.latency?.p99Ms).toBeGreaterThanOrEqual(fact.latency?.p50Ms ?? Number.NaN)
    const p95 = loadMeasurements(one).find(({ metric }) => metric === 'latency-p95')
    expect(p95?.samples.map(({ pair, warmUp }) => [pair, warmUp ?? false])).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((pair) => [pair, pair === 0]),
    )
  }
  expect(loaded.starts.map(({ purpose }) => purpose)).toEqual(['load', 'load'])
})

it('ends with what became of a variant that goes down under load, and with what it had answered until then', async () => {
  const { loaded } = await measure(
    quick,
    `let asked = 0\n${serve("response.end(); if (++asked === 60) { console.log('enough'); process.exit(4) }")}`,
  )
  const candidate = loaded.find(({ ref }) => ref.role === 'candidate')
  expect(candidate?.failure).toEqual({
    reason: 'exited',
    message: 'exited with code 4 under load',
    exitCode: 4,
    tail: ['enough'],
  })
  expect(candidate && loadFactOf(candidate).requests).toBeGreaterThan(20)
  expect(loaded.find(({ ref }) => ref.role === 'baseline')?.failure).toBeUndefined()
})

it('leaves a variant that answers nothing but errors after one pair', async () => {
  const { loaded } = await measure(
    quick,
    serve("response.statusCode = request.url === '/' ? 200 : 500; response.end()"),
  )
  const [baseline, candidate] = loaded.map(loadFactOf)
  expect(baseline).toMatchObject({ slices: 1, failed: 0 })
  expect(candidate).toMatchObject({
    slices: 1,
    requests: 20,
    failed: 20,
    failures: [{ message: 'answered 500', count: 20 }],
    ratePerSecond: 0,
  })
  expect(candidate?.latency).toBeUndefined()
})

it('stops everything it started when it is cancelled', async () => {
  const cancel = new AbortController()
  const sides = await startBoth(
    `let asked = 0\n${serve("response.end(); if (++asked === 30) console.log('thirty')")}`,
    quick,
  )
  const watching = new AbortController()
  onTestFinished(() => watching.abort())
  void sides.baseline.instance.followLog(() => cancel.abort('SIGINT'), watching.signal)
  const { loaded } = await measureBoth(sides, cancel.signal)
  expect(loaded.every(({ slices }) => slices.length < 7)).toBe(true)
  await Promise.all([sides.baseline.instance.exited, sides.candidate.instance.exited])
})

const measure = async (baseline: string, candidate: string): Promise<LoadOutcome> =>
  measureBoth(await startBoth(baseline, candidate), new AbortController().signal)

const startBoth = async (baseline: string, candidate: string): Promise<Record<Role, Started>> => ({
  baseline: await start(baseline),
  candidate: await start(candidate),
})

/** Both variants are these processes; each has a port of its own, as instances have an address of their own. */
async function measureBoth(sides: Record<Role, Started>, signal: AbortSignal): Promise<LoadOutcome> {
  const config = parsedConfig(
    service(`ready: { http: / }
load: { path: /asked, rate: 40/s, duration: 3s }
run: { port: 1 }
`)
      .replace('"api:debian"', `"api:debian", run: { port: ${sides.baseline.port} }`)
      .replace('"api:alpine"', `"api:alpine", run: { port: ${sides.candidate.port} }`),
  )
  const plan = makePlan(config)
  const launchers = new Map(
    plan.prepare.map((ref): [string, Launcher] => [
      variantKey(ref),
      {
        ref,
        variant: (config.services[0] ?? fail())[ref.role],
        start: async () => ({ outcome: 'started', instance: sides[ref.role].instance }),
      },
    ]),
  )
  return measureLoad(plan.loads, launchers, { services: config.services, signal, onProgress: () => {} })
}

function fail(): never {
  throw new Error('no service')
}
