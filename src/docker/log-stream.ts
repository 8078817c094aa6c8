import { StringDecoder } from 'node:string_decoder'

/**
 * The engine sends both outputs of a container in one stream of frames: 1 byte which, 3 empty, 4 length, then the
 * bytes. Takes chunks cut anywhere and gives the text of both in order; where frames are stamped, with each one's stamp.
 */
export function frameReader(
  onText: (text: string, stamp: string | undefined) => void,
  { stamped = false } = {},
): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  const decoders = [new StringDecoder('utf8'), new StringDecoder('utf8'), new StringDecoder('utf8')]
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= 8) {
      const length = rest.readUInt32BE(4)
      if (rest.length < 8 + length) break
      const decoder = decoders[rest[0] ?? 1] ?? decoders[1]
      const frame = rest.subarray(8, 8 + length)
      // On bytes: a character that the frame before left half would swallow a part of the stamp.
      const stampLength = stamped ? frame.subarray(0, longestStamp).indexOf(' ') : -1
      const stamp = stampLength < 0 ? undefined : frame.toString('latin1', 0, stampLength)
      onText(decoder?.write(frame.subarray(stampLength + 1)) ?? '', stamp)
      rest = rest.subarray(8 + length)
    }
  }
}

const longestStamp = 40

/** Cuts text that comes in pieces into lines; an endless line is handed on in parts. */
export function lineReader(onLine: (line: string) => void): { push(text: string): void; end(): void } {
  let rest = ''
  return {
    push(text) {
      const lines = (rest + text).split(/\r?\n/)
      rest = lines.pop() ?? ''
      for (const line of lines) onLine(line)
      if (rest.length > 64 * 1024) {
        onLine(rest)
        rest = ''
      }
    },
    end() {
      if (rest !== '') onLine(rest)
      rest = ''
    },
  }
}

/** The last part of a text that may grow without end. */
export function tailBuffer(limit: number): { push(text: string): void; text(): string } {
  let kept = ''
  return {
    push(text) {
      kept += text
      if (kept.length > 2 * limit) kept = kept.slice(-limit)
    },
    text: () => kept.slice(-limit),
  }
}
