/** The first program that a line of shell surely starts, as far as that can be said without running it. */
export interface FirstCommand {
  readonly program: string
  /** Nothing else in the line can make up for it. */
  readonly isAlone: boolean
}

/** What a shell does itself, and words after which a line is more than a command. */
export const builtins: ReadonlySet<string> = new Set(
  [
    '. : [ [[ alias bg bind break builtin caller case cd command compgen complete compopt continue coproc declare dirs',
    'disown do done echo elif else enable esac eval exec exit export false fc fg fi for function getopts hash help history',
    'if in jobs kill let local logout mapfile popd printf print pushd pwd read readarray readonly return select set shift',
    'shopt source suspend test then time times trap true type typeset ulimit umask unalias unset until wait whence while',
    '{ } !',
  ]
    .join(' ')
    .split(' '),
)

export function firstCommand(line: string): FirstCommand | undefined {
  // Here-documents, substitutions and patterns change what the words are.
  const clauses = line.split(/(&&|\|\||[;|&\n])/)
  let isElsewhere = false
  for (let at = 0; at < clauses.length; at += 2) {
    const words = (clauses[at] ?? '').trim().split(/\s+/)
    while (words[0] !== undefined && /^[A-Za-z_]\w*=[\w./:@%+,-]*$/.test(words[0])) {
      if (words[0].startsWith('PATH=')) return undefined
      words.shift()
    }
    if (words[0] === 'exec') words.shift()
    const word = words[0] ?? ''
    if (word === '' || word === 'set' || word === 'umask' || word === 'ulimit' || word === 'echo') continue
    if (word === 'cd') {
      isElsewhere = true
      continue
    }
    if (isElsewhere && word.includes('/') && !word.startsWith('/')) return undefined
    if (!/^[\w./+-]+$/.test(word) || word.startsWith('-') || builtins.has(word)) return undefined
    const isAlone = clauses.every((clause, index) => index % 2 === 0 || /^(?:&&|;|\n)$/.test(clause))
    return { program: word, isAlone }
  }
  return undefined
}
