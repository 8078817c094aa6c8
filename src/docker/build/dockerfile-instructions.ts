export interface Instruction {
  /** Upper case. */
  readonly keyword: string
  /** The whole instruction on one line, without the continuation marks. */
  readonly text: string
  readonly line: number
  readonly hasHeredoc: boolean
}

/** The instructions of a Dockerfile and where they begin: enough to find a place, not to build. */
export function listInstructions(dockerfile: string): readonly Instruction[] {
  const lines = dockerfile.split(/\r?\n/)
  const continuation = findContinuation(lines)
  const instructions: Instruction[] = []
  for (let at = 0; at < lines.length; at++) {
    if (isSkipped(lines[at])) continue
    const line = at + 1
    const parts: string[] = []
    for (; at < lines.length; at++) {
      const part = lines[at] ?? ''
      if (parts.length > 0 && isSkipped(part)) continue
      const trimmed = part.trim()
      parts.push(trimmed.endsWith(continuation) ? trimmed.slice(0, -1).trimEnd() : trimmed)
      if (!trimmed.endsWith(continuation)) break
    }
    const text = parts.join(' ').trim()
    const heredocs = /^(RUN|COPY|ADD)\s/i.test(text) ? [...text.matchAll(heredocStart)] : []
    for (const [, strip, , word] of heredocs) {
      for (at++; at < lines.length; at++) {
        const content = strip === '-' ? lines[at]?.replace(/^\t+/, '') : lines[at]
        if (content === word) break
      }
    }
    const keyword = (/^\S+/.exec(text)?.[0] ?? '').toUpperCase()
    instructions.push({ keyword, text, line, hasHeredoc: heredocs.length > 0 })
  }
  return instructions
}

const heredocStart = /(?<=\s)\d*<<(-?)(["']?)([A-Za-z_][\w.]*)\2(?=\s|$)/g

const isSkipped = (line: string | undefined): boolean => line === undefined || /^\s*(#|$)/.test(line)

/** `# escape=` counts only among the comments at the very top that are directives. */
function findContinuation(lines: readonly string[]): string {
  for (const line of lines) {
    const directive = /^\s*#\s*([A-Za-z][\w.-]*)\s*=\s*(.+?)\s*$/.exec(line)
    if (!directive) break
    if (directive[1]?.toLowerCase() === 'escape') return directive[2] === '`' ? '`' : '\\'
  }
  return '\\'
}
