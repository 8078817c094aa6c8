import { describe, expect, it } from 'vitest'
import { captureFile } from '../../../../src/image/capture/capture-file.js'
import { elfProbe } from '../../../../src/image/elf/elf-probe.js'

const PAGE = 0x1000
const CONSTANTS_AT = 2 * 1024 * 1024
/** Further in than what is kept of any other segment. */
const STRINGS_AT = CONSTANTS_AT + 3 * 1024 * 1024
const DYNAMIC_AT = STRINGS_AT + PAGE

const LOAD = 1
const DYNAMIC = 2
const flags = { code: 5, constants: 4, data: 6 }

/** As Go's own linker lays out a program that calls C: code, constants with the tables behind them, data. */
function goProgram(): Buffer {
  const file = Buffer.alloc(DYNAMIC_AT + PAGE)
  file.write('\x7fELF\x02\x01\x01', 'latin1')
  file.writeUInt16LE(2, 16)
  file.writeUInt16LE(62, 18)
  file.writeBigUInt64LE(64n, 32)
  file.writeUInt16LE(56, 54)
  file.writeUInt16LE(4, 56)
  const segment = (at: number, type: number, flag: number, offset: number, bytes: number): void => {
    const start = 64 + 56 * at
    file.writeUInt32LE(type, start)
    file.writeUInt32LE(flag, start + 4)
    for (const field of [8, 16, 24]) file.writeBigUInt64LE(BigInt(offset), start + field)
    for (const field of [32, 40]) file.writeBigUInt64LE(BigInt(bytes), start + field)
  }
  segment(0, LOAD, flags.code, 0, CONSTANTS_AT)
  segment(1, LOAD, flags.constants, CONSTANTS_AT, DYNAMIC_AT - CONSTANTS_AT)
  segment(2, LOAD, flags.data, DYNAMIC_AT, PAGE)
  segment(3, DYNAMIC, flags.data, DYNAMIC_AT, 48)
  file.write('\0libc.so.6\0', STRINGS_AT, 'latin1')
  const tags = [
    [1n, 1n],
    [5n, BigInt(STRINGS_AT)],
    [0n, 0n],
  ] as const
  tags.forEach(([tag, value], at) => {
    file.writeBigUInt64LE(tag, DYNAMIC_AT + 16 * at)
    file.writeBigUInt64LE(value, DYNAMIC_AT + 16 * at + 8)
  })
  return file
}

const captureOf = (bytes: Buffer) =>
  captureFile([elfProbe], 'bin/go', {
    path: 'bin/go',
    type: 'file',
    linkPath: '',
    mode: 0o755,
    uid: 0,
    gid: 0,
    sizeBytes: bytes.length,
    storedBytes: bytes.length,
    isSparse: false,
  })

describe('a program whose tables stand behind its constants', () => {
  it('tells the libraries it needs', () => {
    const file = goProgram()
    const capture = captureOf(file)
    capture.write(file)
    expect(capture.end()?.elf).toMatchObject({ isDynamic: true, needed: ['libc.so.6'] })
  })

  it('tells the same where what it does not want is passed over', () => {
    const file = goProgram()
    const capture = captureOf(file)
    let seen = 0
    for (let at = 0; at < file.length; ) {
      const chunk = file.subarray(at, at + PAGE)
      capture.write(chunk)
      seen += chunk.length
      at += chunk.length
      const passed = Math.min(capture.unwantedBytes(), file.length - at)
      capture.pass(passed)
      at += passed
    }
    expect(capture.end()?.elf).toMatchObject({ isDynamic: true, needed: ['libc.so.6'] })
    expect(seen).toBeLessThan(file.length)
  })
})
