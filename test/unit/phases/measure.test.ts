import { expect, it } from 'vitest'
import type { Launcher } from '../../../src/core/domain/instance.js'
import { variantKey } from '../../../src/core/domain/variant.js'
import { makePlan } from '../../../src/core/plan/make-plan.js'
import { measureStarts } from '../../../src/phases/measure.js'
import type { TimedStart } from '../../../src/phases/timed-start.js'
import { parsedConfig, service } from '../config/parsed.js'
import { serve, start } from './instances.js'

it('a service that ends right after its first answer failed to start, however ready it was', async () => {
  const { fact, memory } = await measureOne(
    serve("response.on('close', () => { console.log('that was all'); process.exit(3) }).end()"),
  )
  expect(fact.readyMs).toBeUndefined()
  expect(memory).toBeUndefined()
  expect(fact.failure).toEqual({
    reason: 'exited',
    message: 'exited with code 3 right after it was ready',
    exitCode: 3,
    tail: ['that was all'],
  })
})

it('a service that stays has a start-up and a memory figure', async () => {
  const { fact, memory } = await measureOne(serve('response.end()'))
  expect(fact.failure).toBeUndefined()
  expect(fact.readyMs).toBeGreaterThan(0)
  expect(memory?.workingSetBytes).toBeGreaterThan(1_000_000)
})

/** The first timed start of a candidate that is this script. */
async function measureOne(script: string): Promise<TimedStart> {
  const { instance, port } = await start(script)
  const config = parsedConfig(service(`run: { port: ${port} }\nready: { http: / }`))
  const [{ candidate } = { candidate: undefined }] = config.services
  const step = makePlan(config).starts.find(({ ref }) => ref.role === 'candidate')
  if (candidate === undefined || step === undefined) throw new Error('no candidate')
  const launcher: Launcher = {
    ref: step.ref,
    variant: candidate,
    start: async () => ({ outcome: 'started', instance }),
  }
  const [timed] = await measureStarts([step], new Map([[variantKey(step.ref), launcher]]), () => false, {
    services: config.services,
    signal: new AbortController().signal,
    onProgress: () => {},
  })
  if (timed === undefined) throw new Error('nothing was measured')
  return timed
}
