export interface Instruction {
  /** Upper case. */
  readonly keyword: string
  /** All that follows it, on one line. */
  readonly rest: string
}

/** The instructions of a Dockerfile in their order: comments, line continuations and the bodies of heredocs taken out. */
export function readInstructions(dockerfile: string): readonly Instruction[] {
  const lines = dockerfile.replace(/^\uFEFF/, '').split(/\r?\n/)
  const continuation = continuationOf(lines)
  const instructions: Instruction[] = []
  for (let at = 0; at < lines.length; at++) {
    const parts: string[] = []
    for (; at < lines.length; at++) {
      const line = (lines[at] ?? '').trim()
      if (line === '' || line.startsWith('#')) {
        if (parts.length === 0) break
        continue
      }
      const goesOn = line.endsWith(continuation)
      parts.push(goesOn ? line.slice(0, -1).trimEnd() : line)
      if (!goesOn) break
    }
    const [, keyword, rest = ''] = /^([A-Za-z]+)\s+(.*)$/.exec(parts.join(' ').trim()) ?? []
    if (keyword === undefined) continue
    instructions.push({ keyword: keyword.toUpperCase(), rest: rest.trim() })
    for (const end of heredocEnds(keyword, rest)) {
      do at++
      while (at < lines.length && lines[at]?.replace(/^\t+/, '') !== end)
    }
  }
  return instructions
}

/** `# escape=` counts among the comments at the very top only. */
function continuationOf(lines: readonly string[]): '\\' | '`' {
  for (const line of lines) {
    const [, name, value] = /^\s*#\s*(\w+)\s*=\s*(\S+)/.exec(line) ?? []
    if (name === undefined) break
    if (name.toLowerCase() === 'escape') return value === '`' ? '`' : '\\'
  }
  return '\\'
}

const heredoc = /(?:^|\s)\d*<<-?(["']?)([A-Za-z_][\w.]*)\1(?=\s|$)/g

const heredocEnds = (keyword: string, rest: string): readonly string[] =>
  /^(?:RUN|COPY|ADD)$/i.test(keyword) ? [...rest.matchAll(heredoc)].map(([, , end = '']) => end) : []

/** Puts variables in, `${NAME:-fallback}` with its fallback where the name has no value. */
export const substitute = (text: string, lookUp: (name: string) => string | undefined): string =>
  text.replace(
    /\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g,
    (_, braced: string | undefined, fallback: string | undefined, bare: string | undefined) =>
      lookUp(braced ?? bare ?? '') || (fallback ?? ''),
  )
