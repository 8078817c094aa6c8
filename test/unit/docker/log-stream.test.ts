import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frameReader, lineReader, tailBuffer } from '../../../src/docker/log-stream.js'

const frame = (stream: number, bytes: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head[0] = stream
  head.writeUInt32BE(bytes.length, 4)
  return Buffer.concat([head, bytes])
}

describe('a container’s output', () => {
  it('comes out whole, however the engine cuts its frames and the socket its chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 5 }),
        (texts, cuts, frameBytes) => {
          const bytes = Buffer.from(texts.join('\n'))
          const frames: Buffer[] = []
          for (let at = 0; at < bytes.length; at += frameBytes) {
            frames.push(frame(1, bytes.subarray(at, at + frameBytes)))
          }
          const wire = Buffer.concat(frames)
          let text = ''
          const read = frameReader((part) => {
            text += part
          })
          for (let at = 0, cut = 0; at < wire.length; cut++) {
            const size = cuts[cut % cuts.length] ?? 1
            read(wire.subarray(at, at + size))
            at += size
          }
          expect(text).toBe(bytes.toString('utf8'))
        },
      ),
    )
  })

  it('comes with the engine’s stamp of each frame, and without a trace of it in the text', () => {
    const stamp = (second: number) => `2026-11-20T13:50:0${second}.000000001Z`
    const euro = Buffer.from('€')
    const wire = Buffer.concat([
      frame(1, Buffer.from(`${stamp(1)} up and running\n`)),
      frame(2, Buffer.from(`${stamp(2)} \n`)),
      // A long line that the engine cut in the middle of a character.
      frame(1, Buffer.concat([Buffer.from(`${stamp(3)} 5 `), euro.subarray(0, 1)])),
      frame(1, Buffer.concat([Buffer.from(`${stamp(4)} `), euro.subarray(1), Buffer.from('\n')])),
    ])
    const heard: (readonly [string, string | undefined])[] = []
    const read = frameReader((text, of) => heard.push([text, of]), { stamped: true })
    for (const byte of wire) read(Buffer.from([byte]))
    expect(heard).toEqual([
      ['up and running\n', stamp(1)],
      ['\n', stamp(2)],
      ['5 ', stamp(3)],
      ['€\n', stamp(4)],
    ])
  })

  it('is told line by line, the last without its line end too', () => {
    const lines: string[] = []
    const reader = lineReader((line) => lines.push(line))
    for (const part of ['on', 'e\r\ntwo\n', '\nfour']) reader.push(part)
    reader.end()
    expect(lines).toEqual(['one', 'two', '', 'four'])
  })

  it('keeps only its end where it is endless', () => {
    const tail = tailBuffer(10)
    for (let count = 0; count < 1000; count++) tail.push(`${count},`)
    expect(tail.text()).toBe('7,998,999,')
  })
})
