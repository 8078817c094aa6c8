import { BLOCK_BYTES } from '../tar-header.js'

/** The header of a plain file whose name is short; the same for the same file. */
export function tarHeader(name: string, sizeBytes: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES)
  block.write(name, 0, 100, 'latin1')
  block.write('0000644\0', 100, 'latin1')
  block.write('0000000\0', 108, 'latin1')
  block.write('0000000\0', 116, 'latin1')
  writeSize(block, sizeBytes)
  block.write('00000000000\0', 136, 'latin1')
  block.write('        0', 148, 'latin1')
  block.write('ustar\x0000', 257, 'latin1')
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}

/** What fills the last block of a file. */
export const tarPadding = (sizeBytes: number): Buffer =>
  Buffer.alloc((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES)

export const tarEnd: Buffer = Buffer.alloc(2 * BLOCK_BYTES)

/** Eleven octal digits hold 8 GiB; beyond it in GNU's way, which engines read: a mark and a big-endian number. */
function writeSize(block: Buffer, sizeBytes: number): void {
  const octal = sizeBytes.toString(8)
  if (octal.length <= 11) block.write(`${octal.padStart(11, '0')}\0`, 124, 'latin1')
  else {
    block[124] = 0x80
    block.writeBigUInt64BE(BigInt(sizeBytes), 128)
  }
}
