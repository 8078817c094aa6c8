/** What is known of an HTTP answer so far. */
export interface Heard {
  /** Once its head is there. */
  readonly status?: number
  readonly isNoHttp: boolean
  /** Its body has come to its end, as far as the head tells how long it is. */
  readonly isWhole: boolean
}

/** Whoever sends a longer head than this has said its status long ago. */
const headLimit = 64 * 1024
const lastChunk = '0\r\n\r\n'

interface Head {
  readonly status: number
  readonly text: string
  readonly chars: number
}

/** Takes an answer piece by piece. Of the body only the end is kept. */
export function hearAnswer(): { hear(chunk: Buffer): Heard } {
  let text = ''
  let head: Head | undefined
  let bodyChars = 0
  return {
    hear(chunk) {
      const piece = chunk.toString('latin1')
      text += piece
      if (head !== undefined) bodyChars += piece.length
      else {
        const found = headOf(text)
        if (found === 'no-http') return { isNoHttp: true, isWhole: false }
        if (found === undefined) return { isNoHttp: false, isWhole: false }
        head = found
        bodyChars = text.length - head.chars
        text = text.slice(head.chars)
      }
      text = text.slice(-lastChunk.length)
      return { status: head.status, isNoHttp: false, isWhole: isWhole(head, bodyChars, text) }
    },
  }
}

/** Of the first answer that is one, after those that only announce it. Undefined while it is not there. */
function headOf(text: string): Head | 'no-http' | undefined {
  let from = /^[\r\n]*/.exec(text)?.[0].length ?? 0
  for (;;) {
    const rest = text.slice(from)
    const code = /^HTTP\/1\.[01] (\d{3})(?:[ \r\n]|$)/.exec(rest)?.[1]
    if (code === undefined) return mayBecomeHttp(rest) ? undefined : 'no-http'
    const status = Number(code)
    const end = /\r?\n\r?\n/.exec(rest)
    if (end === null && rest.length <= headLimit) return undefined
    const chars = end === null ? rest.length : end.index + end[0].length
    from += chars
    // What follows a change of protocol is none of ours.
    if (status >= 200 || status === 101) return { status, text: rest.slice(0, chars), chars: from }
  }
}

const mayBecomeHttp = (text: string): boolean =>
  text.length < 'HTTP/1.1 200 '.length && 'HTTP/1.'.startsWith(text.slice(0, 'HTTP/1.'.length))

function isWhole({ status, text }: Head, bodyChars: number, end: string): boolean {
  if (status === 101 || status === 204 || status === 304) return true
  if (/^transfer-encoding:.*\bchunked\b/im.test(text)) return end === lastChunk
  const length = /^content-length:[ \t]*(\d+)/im.exec(text)?.[1]
  return length !== undefined && bodyChars >= Number(length)
}
