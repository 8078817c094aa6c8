import { describe, expect, it } from 'vitest'
import { explainByLog, explainBySockets, parseListeners } from '../../../src/phases/ready/listening.js'

/** As a container on a network of its own shows it: the engine's name server, then the process. */
const table = (
  own: string,
) => `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0B00007F:A7F1 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41255 1 0000000000000000 100 0 0 10 0
   1: ${own} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41290 1 0000000000000000 100 0 0 10 0
   2: 020012AC:1F90 010012AC:D3C4 01 00000000:00000000 00:00000000 00000000     0        0 41291 1 0000000000000000 20 4 30 10 -1
`

describe('what a process listens on', () => {
  it('is read from the table of the kernel, without the name server of the engine', () => {
    expect(parseListeners(table('00000000:0BB8'))).toEqual([{ port: 3000, loopbackOnly: false }])
    expect(parseListeners(table('0100007F:1F40'))).toEqual([{ port: 8000, loopbackOnly: true }])
    expect(parseListeners("cat: can't open '/proc/net/tcp'")).toEqual([])
  })

  it('is read for both families, the wider one deciding', () => {
    const six = (address: string) => table(`${address}:1F40`)
    expect(parseListeners(six('00000000000000000000000001000000'))).toEqual([
      { port: 8000, loopbackOnly: true, newerFamilyOnly: true },
    ])
    expect(parseListeners(six('0000000000000000FFFF00000100007F'))).toEqual([
      { port: 8000, loopbackOnly: true },
    ])
    expect(parseListeners(six('00000000000000000000000000000000'))).toEqual([
      { port: 8000, loopbackOnly: false, newerFamilyOnly: true },
    ])
    expect(parseListeners(table('0100007F:1F40') + six('00000000000000000000000000000000'))).toEqual([
      { port: 8000, loopbackOnly: false },
    ])
  })

  it('explains a port on which nothing answers', () => {
    const on = (...ports: number[]) => ports.map((port) => ({ port, loopbackOnly: false }))
    expect(explainBySockets(on(3000), 8000)).toBe(
      'nothing listens on port 8000, but the process listens on 3000',
    )
    expect(explainBySockets(on(1, 2, 3, 4, 5, 6), 8000)).toMatch(/listens on 1, 2, 3, 4, 5 and more$/)
    expect(explainBySockets([{ port: 8000, loopbackOnly: true }], 8000)).toContain('loopback only')
    expect(explainBySockets(on(8000), 8000)).toBeUndefined()
    expect(explainBySockets([{ port: 8000, loopbackOnly: false, newerFamilyOnly: true }], 8000)).toBe(
      'the process listens on port 8000 for IPv6 only; it is asked by IPv4',
    )
  })

  it('is guessed from the log where the image shows no table', () => {
    expect(explainByLog('boot 1.2.3\nListening on http://0.0.0.0:3000\n', 8000)).toBe(
      'nothing listens on port 8000, but the log says "Listening on http://0.0.0.0:3000"',
    )
    expect(explainByLog('server started on port 5000', 8000)).toContain('port 5000')
    expect(explainByLog('Listening on :8000', 8000)).toBeUndefined()
    expect(explainByLog('connected to db:5432', 8000)).toBeUndefined()
  })
})
