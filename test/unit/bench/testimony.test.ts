import { expect, it } from 'vitest'
import { truthOf } from '../../../scripts/bench/truth-server/testimony.mjs'

const frame = (text: string) => `\u0001\0\0\0\0\0\0${String.fromCharCode(text.length)}${text}`

it('reads the moments out of a log that still has the engine’s frames around every line', () => {
  const nowNs = process.hrtime.bigint()
  const lines = [`main ${nowNs}\n`, `listen ${nowNs + 250_000_000n}\n`, `ready ${nowNs + 300_000_000n}\n`]
  const { mainAt, listenAt, readyAt, ownMs } = truthOf(lines.map(frame).join(''))
  expect(ownMs).toBeCloseTo(300, 3)
  expect(listenAt - mainAt).toBeCloseTo(250, 3)
  expect(readyAt).toBeGreaterThan(listenAt)
  expect(truthOf(`${lines.join('')}cpu 150000000\n`).ownCpuMs).toBe(150)
})

it('tells the server’s moments on the clock of this process', () => {
  const before = performance.now()
  const ns = process.hrtime.bigint()
  const after = performance.now()
  const { mainAt } = truthOf(`main ${ns}\nlisten ${ns}\nready ${ns}\n`)
  // The two clocks are held together to some microseconds.
  expect(mainAt).toBeGreaterThan(before - 0.1)
  expect(mainAt).toBeLessThan(after + 0.1)
})

it('says which moment a server kept to itself', () => {
  expect(() => truthOf('main 1\nlisten 2\n')).toThrow('ready')
})
