import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { keepLog } from '../../../src/process/log.js'
import { until } from './processes.js'

describe('the log of a process', () => {
  it('holds both outputs as they came, and the beginning of a line that is not done', async () => {
    const [out, err] = [new PassThrough(), new PassThrough()]
    const log = keepLog([out, err])
    out.write('one\ntw')
    err.write('three\r\n')
    out.write('o\nfou')
    await until(() => (log.text().includes('fou') ? true : undefined))
    expect(log.text()).toBe('one\nthree\ntwo\nfou')
  })

  it('keeps the last lines of one that never stops printing', async () => {
    const out = new PassThrough()
    const log = keepLog([out], 1000)
    for (let at = 0; at < 5000; at += 1) out.write(`line ${at}\n`)
    out.write('x'.repeat(200_000))
    await until(() => (log.text().includes('xxx') ? true : undefined))
    expect(log.text().length).toBeLessThan(300_000)
    expect(log.text()).not.toContain('line 0\n')
  })

  it('is followed from its first line, each with the moment at which it came', async () => {
    const out = new PassThrough()
    const log = keepLog([out])
    out.write('before\n')
    await until(() => (log.text() === 'before' ? true : undefined))
    const begun = performance.now()
    const seen: { text: string; arrivedAt: number }[] = []
    const followed = log.follow((line) => seen.push(line), new AbortController().signal)
    out.end('after\nwithout an end')
    await followed
    expect(seen.map(({ text }) => text)).toEqual(['before', 'after', 'without an end'])
    expect(seen[0]?.arrivedAt).toBeLessThan(begun)
    expect(seen[1]?.arrivedAt).toBeGreaterThan(begun)
  })

  it('is left alone once nobody listens', async () => {
    const out = new PassThrough()
    const log = keepLog([out])
    const over = new AbortController()
    const seen: string[] = []
    const followed = log.follow(({ text }) => {
      seen.push(text)
      over.abort()
    }, over.signal)
    out.write('one\ntwo\n')
    await followed
    expect(seen).toEqual(['one'])
  })
})
