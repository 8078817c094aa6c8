import { describe, expect, it } from 'vitest'
import { restless } from '../support/bad-services.js'
import { moveTo, ready, smoke } from '../support/move-to.js'

const tcp = 'ready: { tcp: 8000, timeout: 60s }\n'

describe('a service that is not ready once and for all', () => {
  it.each(['hand-over', 're-exec'] as const)(
    'by %s of its port is ready only when its last process answers',
    async (way) => {
      const { exitCode, timed, record } = await moveTo(restless(way), ready + smoke)
      expect(timed.map(({ failure }) => failure)).toEqual([undefined, undefined])
      for (const { readyMs = 0, createdMs = 0 } of timed) expect(readyMs - createdMs).toBeGreaterThan(1000)
      expect(record.judgement.checks).toMatchObject([{ outcome: 'passed' }])
      expect(exitCode).toBe(0)
    },
  )

  it('is up by its port once the launcher listens, where nothing more is asked', async () => {
    const { exitCode, timed } = await moveTo(restless('hand-over'), tcp)
    expect(timed.map(({ failure }) => failure)).toEqual([undefined, undefined])
    expect(exitCode).toBe(0)
  })
})
