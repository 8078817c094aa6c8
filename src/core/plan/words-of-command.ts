/**
 * Words of a shell command that may be paths. Far from a shell: a word too many only makes a service count as changed
 * that is not. `cd tests && pytest -q` names `tests`.
 */
export function wordsOfLine(line: string): readonly string[] {
  return line.split(/[;&|()`\n\r]+/).flatMap((command) => {
    const words = command.split(/["'\s=,:<>{}]+/).filter((word) => word !== '')
    // To read a script into the shell is no naming of this folder.
    return (words[0] === '.' ? words.slice(1) : words).flatMap(meantPath)
  })
}

/** Of an argument list: each is taken as it stands, and for what it may hold. */
export const wordsOfArguments = (command: readonly string[]): readonly string[] => [
  ...new Set(command.flatMap((word) => [...meantPath(word), ...wordsOfLine(word)])),
]

/** A pattern stands for the folder that it begins with, and so does a word with a variable in it. */
function meantPath(word: string): readonly string[] {
  const open = word.search(/[*?[$\\]|\.\.\.$/)
  if (open === -1) return [word]
  const folder = word.slice(0, word.lastIndexOf('/', open) + 1)
  return folder === '' ? [] : [folder]
}
