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

/** Words as the builders split them: what is quoted belongs to one. */
const word = /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*'|["'\\])+/gs
const mark = /^\d*<<(-?)([^<]+)$/
/** Their texts follow; what an image is to do later (`ONBUILD`) may have some too. */
const mayHaveSome = /^(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s+(.*)$/is

/** What an instruction on one line begins; its texts follow below the line that ends the instruction. */
export function findHeredocs(
  instruction: string,
  lines: readonly string[],
  endsOnLine: number,
): FoundHeredocs | undefined {
  const [, rest = ''] = mayHaveSome.exec(instruction) ?? []
  if (!rest.includes('<<') || isList(rest)) return undefined
  const marks = (rest.match(word) ?? []).flatMap((one) => {
    const [, strip, name] = mark.exec(one) ?? []
    return name === undefined ? [] : [{ strip, name: name.replace(/["'\\]/g, '') }]
  })
  if (marks.length === 0) return undefined
  let at = endsOnLine
  const heredocs = marks.map(({ strip, name }): Heredoc => {
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

/** Words in a list are handed over as they are. */
function isList(rest: string): boolean {
  if (!rest.startsWith('[')) return false
  try {
    return Array.isArray(JSON.parse(rest))
  } catch {
    return false
  }
}
