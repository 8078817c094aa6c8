import { stripVTControlCharacters } from 'node:util'

/** One line that a runner prints and never obeys. */
export type SafeLine = string & { readonly safeToPrint: true }

// The runner compares by culture, which skips invisible characters: `:\u200b:error::` is a command to it. So all
// that nobody can see goes, and what breaks a command up is always something that can be seen.
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu
const tab = '\t'

const lineBreak = /\r\n|[\n\r\u2028\u2029]/g

/**
 * Makes foreign text (a container's log, a build's output, a name from an image) one line of a job's log. The
 * runner takes `::name::` at the start of a line, white space aside, and `##[name]` anywhere in it, for a command.
 */
export function foreignLine(text: string): SafeLine {
  const visible = stripVTControlCharacters(text)
    .replace(lineBreak, ' ')
    .replace(invisible, (character) => (character === tab ? tab : ''))
    .trimEnd()
  return visible.replaceAll('##[', '## [').replace(/^(\s*):(?=:)/, '$1: ') as SafeLine
}

/** The same for text of many lines: each becomes a line of its own. */
export const foreignLines = (text: string): readonly SafeLine[] => text.split(lineBreak).map(foreignLine)
