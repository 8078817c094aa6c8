import { describe, expect, it } from 'vitest'
import { captureFile } from '../../../../src/image/capture/capture-file.js'
import { secretProbe } from '../../../../src/image/secrets/secret-probe.js'
import type { TarEntry } from '../../../../src/image/tar.js'
import { madeUp, pem } from './made-up.js'

function secretsIn(path: string, bytes: Buffer) {
  const entry = { path, type: 'file', storedBytes: bytes.length, sizeBytes: bytes.length } as TarEntry
  const capture = captureFile([secretProbe], path, entry)
  capture.write(bytes)
  return capture.end()?.secrets
}

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const short = (text: string): Buffer => Buffer.from(`\0${String.fromCharCode(text.length)}${text}`, 'latin1')
const long = (bytes: Buffer): Buffer => Buffer.concat([u32(bytes.length), bytes])
const random = Buffer.alloc(700, 0xa7)
const certificate = Buffer.concat([short('X.509'), long(random)])
const since = Buffer.alloc(8, 1)
const trusted = Buffer.concat([u32(2), short('ca'), since, certificate])
const own = Buffer.concat([u32(1), short('me'), since, long(random), u32(1), certificate])
const keytool = (magic: number, entries: readonly Buffer[]): Buffer =>
  Buffer.concat([u32(magic), u32(2), u32(entries.length), ...entries, Buffer.alloc(20, 3)])

const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const inside = Buffer.concat(parts)
  const size = Buffer.from([0x82, inside.length >> 8, inside.length & 0xff])
  return Buffer.concat([
    Buffer.from([tag]),
    inside.length < 128 ? Buffer.from([inside.length]) : size,
    inside,
  ])
}
const data = Buffer.from('06092a864886f70d010701', 'hex')
const bag = (end: string): Buffer => der(0x30, Buffer.from(`060b2a864886f70d010c0a01${end}`, 'hex'), random)
const pkcs12 = (...bags: readonly Buffer[]): Buffer =>
  der(0x30, Buffer.from('020103', 'hex'), der(0x30, data, der(0xa0, der(0x04, ...bags))))

describe('a store of keys', () => {
  it.each([
    ["keytool's own", keytool(0xfeedfeed, [trusted, own])],
    ["keytool's other own", keytool(0xcececece, [own])],
    ['PKCS#12 with an encrypted key', pkcs12(bag('03'), bag('02'))],
    ['PKCS#12 with a plain key', pkcs12(bag('01'))],
  ])('is told by its kind and length: %s', (_, store) => {
    expect(secretsIn('app/server.jks', store)).toEqual([
      { kind: 'key-store', characters: store.length, count: 1 },
    ])
  })

  it.each([
    ['trusted certificates of keytool', keytool(0xfeedfeed, [trusted, trusted])],
    ['trusted certificates in PKCS#12', pkcs12(bag('03'))],
    ['one that is cut off', keytool(0xfeedfeed, [trusted, trusted]).subarray(0, 900)],
    ['lengths that lie', Buffer.concat([keytool(0xfeedfeed, []), u32(2), Buffer.alloc(40, 0xff)])],
    ['a program of Java, whose magic is another', Buffer.concat([u32(0xcafebabe), random])],
    ['a certificate by itself', der(0x30, der(0x30, random))],
  ])('is none with %s', (_, store) => {
    expect(secretsIn('app/store', store)).toBeUndefined()
  })
})

describe('a text in two-byte characters', () => {
  const text = `one\r\ntoken=${madeUp.github}\r\n`
  const little = Buffer.from(text, 'utf16le')
  it.each([
    ['with the mark of Windows', Buffer.concat([Buffer.from([0xff, 0xfe]), little])],
    ['without a mark', little],
    ['with the other mark', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['without a mark, the other way round', Buffer.from(text, 'utf16le').swap16()],
  ])('is read as text %s', (_, bytes) => {
    expect(secretsIn('app/settings.txt', bytes)).toEqual([
      { kind: 'github-token', line: 2, characters: 40, count: 1 },
    ])
  })

  it('may be a login file or a key', () => {
    const env = Buffer.from(`\uFEFFDB_PASS${'WORD='}${madeUp.password}\r\n`, 'utf16le')
    expect(secretsIn('app/.env', env)).toMatchObject([{ kind: 'secret-value', line: 1 }])
    expect(secretsIn('app/key.pem', Buffer.from(pem(), 'utf16le'))).toMatchObject([{ kind: 'private-key' }])
  })

  it('is not any data with zeros in it', () => {
    expect(secretsIn('app/x', Buffer.from(`\0\0\x01\0${madeUp.github}`, 'latin1'))).toBeUndefined()
    expect(secretsIn('app/x', Buffer.from([0xff, 0xfe, 0, 0, ...little]))).toBeUndefined()
  })
})
