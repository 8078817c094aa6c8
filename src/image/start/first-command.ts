import { readShell } from './shell-tokens.js'

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
  const clauses = clausesOf(line)
  let isElsewhere = false
  for (const { words: all } of clauses ?? []) {
    const words = [...all]
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
    return { program: word, isAlone: (clauses ?? []).every(makesUpForNothing) }
  }
  return undefined
}

interface Clause {
  readonly words: readonly string[]
  /** The operator before it. */
  readonly after: string
}

const separators = new Set(['&&', '||', ';', '|', '&', '\n'])
const redirections = new Set(['<', '>', '>>', '<&', '>&', '&>', '&>>', '>|', '<>'])

/** Undefined where brackets, here-documents or what cannot be read change what the words are. */
function clausesOf(line: string): readonly Clause[] | undefined {
  const tokens = readShell(line)
  if (tokens === undefined) return undefined
  const clauses: { words: string[]; after: string }[] = [{ words: [], after: '' }]
  for (let at = 0; at < tokens.length; at++) {
    const { is, text } = tokens[at] ?? { is: 'operator', text: '' }
    const words = clauses.at(-1)?.words
    if (is === 'word') words?.push(text)
    else if (separators.has(text)) clauses.push({ words: [], after: text })
    else if (redirections.has(text)) {
      // Of `2>` the number is no word, nor is what stands behind it.
      if (/^\d$/.test(words?.at(-1) ?? '')) words?.pop()
      at++
    } else return undefined
  }
  return clauses
}

/** `|| exit 1` only says what happens anyway. */
const makesUpForNothing = ({ words: [word, status], after }: Clause): boolean => {
  if (after === '||') return word === 'false' || (word === 'exit' && status !== undefined && status !== '0')
  return after !== '|' && after !== '&'
}
