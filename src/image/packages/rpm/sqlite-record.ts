import { SqliteError } from './sqlite-pages.js'

/** Of other kinds (fractions) nothing that is read here makes use. */
export type SqliteValue = number | string | Buffer | undefined

/** A row: a header with the type of each column, then the values. */
export function readRecord(payload: Buffer): readonly SqliteValue[] {
  const header = readVarint(payload, 0)
  if (header.value > payload.length) throw new SqliteError('a row of it is cut off')
  const values: SqliteValue[] = []
  let at = header.end
  let valueAt = header.value
  while (at < header.value) {
    const type = readVarint(payload, at)
    at = type.end
    const length = lengthOf(type.value)
    if (valueAt + length > payload.length) throw new SqliteError('a row of it is cut off')
    values.push(readValue(type.value, payload.subarray(valueAt, valueAt + length)))
    valueAt += length
  }
  return values
}

const integerBytes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0]
const FRACTION = 7
const ZERO = 8
const ONE = 9

const lengthOf = (type: number): number =>
  type >= 12 ? Math.floor((type - 12) / 2) : (integerBytes[type] ?? 0)

function readValue(type: number, bytes: Buffer): SqliteValue {
  if (type >= 12) return type % 2 === 0 ? bytes : bytes.toString('utf8')
  if (type === ZERO) return 0
  if (type === ONE) return 1
  if (type === 0 || type === FRACTION) return undefined
  return bytes.length === 8 ? Number(bytes.readBigInt64BE(0)) : bytes.readIntBE(0, bytes.length)
}

/** Seven bits a byte, the highest first; of a ninth byte all eight. */
export function readVarint(bytes: Buffer, at: number): { readonly value: number; readonly end: number } {
  let value = 0
  for (let index = 0; index < 9; index++) {
    const byte = bytes[at + index]
    if (byte === undefined) throw new SqliteError('a number in it is cut off')
    value = index === 8 ? value * 256 + byte : value * 128 + (byte & 0x7f)
    if (byte < 0x80 || index === 8) return { value, end: at + index + 1 }
  }
  throw new SqliteError('a number in it is too long')
}
