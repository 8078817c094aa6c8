export interface LineSink {
  push(text: string): void
  end(): void
}

/**
 * Cuts text that comes in pieces into lines. A line longer than the limit is handed on cut off, once it ends: a
 * program that never ends its line must not fill our memory.
 */
export function boundedLines(limit: number, onLine: (line: string) => void): LineSink {
  let kept = ''
  const keep = (text: string) => {
    if (kept.length < limit) kept += text.slice(0, limit - kept.length)
  }
  const flush = () => {
    onLine(kept.endsWith('\r') ? kept.slice(0, -1) : kept)
    kept = ''
  }
  return {
    push(text) {
      let from = 0
      for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
        keep(text.slice(from, to))
        flush()
        from = to + 1
      }
      keep(text.slice(from))
    },
    end() {
      if (kept !== '') flush()
    },
  }
}
