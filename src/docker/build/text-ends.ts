import { open } from 'node:fs/promises'

const looksAt = 8192

/** Undefined where it holds a NUL, which no text does. */
export async function readEnds(
  path: string,
  sizeBytes: number,
): Promise<{ readonly endsLine: boolean } | undefined> {
  const handle = await open(path, 'r')
  try {
    const head = await handle.read(Buffer.alloc(looksAt), 0, looksAt, 0)
    if (head.buffer.subarray(0, head.bytesRead).includes(0)) return undefined
    if (sizeBytes === 0) return { endsLine: true }
    const last = await handle.read(Buffer.alloc(1), 0, 1, sizeBytes - 1)
    return { endsLine: last.buffer[0] === 10 }
  } finally {
    await handle.close()
  }
}
