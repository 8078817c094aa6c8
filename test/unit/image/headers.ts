/** A tar header written by hand, for what no well-behaved library writes. */
export function rawHeader(fields: {
  readonly name?: string
  readonly flag?: string
  readonly size?: number | Buffer
  readonly linkName?: string
  readonly magic?: string
  readonly prefix?: string
  /** Old GNU sparse. */
  readonly realSize?: number
  readonly mapContinues?: boolean
  readonly signedChecksum?: boolean
}): Buffer {
  const block = Buffer.alloc(512)
  const { size = 0 } = fields
  block.write(fields.name ?? 'file', 0)
  block.write('0000644\0', 100)
  if (typeof size === 'number') block.write(octal(size), 124)
  else size.copy(block, 124)
  block.write('00000000000\0', 136)
  block.write(fields.flag ?? '0', 156, 'latin1')
  block.write(fields.linkName ?? '', 157)
  block.write(fields.magic ?? 'ustar\x0000', 257, 'latin1')
  block.write(fields.prefix ?? '', 345)
  if (fields.mapContinues) block[482] = 1
  if (fields.realSize !== undefined) block.write(octal(fields.realSize), 483)
  block.fill(' ', 148, 156)
  const sum = block.reduce(
    (total, byte) => total + (fields.signedChecksum && byte > 127 ? byte - 256 : byte),
    0,
  )
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

const octal = (size: number): string => `${size.toString(8).padStart(11, '0')}\0`

/** Content with what fills it up to whole blocks. */
export function padded(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content)
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}

function paxRecords(records: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`)
    let length = rest + String(rest).length
    length = rest + String(length).length
    return `${length} ${key}=${value}\n`
  })
  return Buffer.from(lines.join(''))
}

export function paxHeader(records: Readonly<Record<string, string>>, flag = 'x'): Buffer {
  const body = paxRecords(records)
  return Buffer.concat([rawHeader({ name: 'PaxHeaders/x', flag, size: body.length }), padded(body)])
}

export const endOfTar = Buffer.alloc(1024)
