/** A text that stands in the Dockerfile itself: the input of a RUN, or a file of a COPY. */
export interface Heredoc {
  readonly name: string
  /** Without the tabs that `<<-` strips. */
  readonly body: string
}

export interface FoundHeredocs {
  readonly heredocs: readonly Heredoc[]
  /** Index of the line that ends the last one. */
  readonly lastLine: number
}

const mark = /(?<=\s)\d*<<(-?)(["']?)([A-Za-z_][\w.]*)\2(?=\s|$)/g

/** What an instruction on one line begins; its texts follow below the line that ends the instruction. */
export function findHeredocs(
  instruction: string,
  lines: readonly string[],
  endsOnLine: number,
): FoundHeredocs | undefined {
  if (!/^(?:RUN|COPY|ADD)\s/i.test(instruction)) return undefined
  const marks = [...instruction.matchAll(mark)]
  if (marks.length === 0) return undefined
  let at = endsOnLine
  const heredocs = marks.map(([, strip, , name = '']): Heredoc => {
    const body: string[] = []
    for (at++; at < lines.length; at++) {
      const line = strip === '-' ? (lines[at] ?? '').replace(/^\t+/, '') : (lines[at] ?? '')
      if (line === name) break
      body.push(line)
    }
    return { name, body: body.join('\n') }
  })
  return { heredocs, lastLine: Math.min(at, lines.length - 1) }
}
