import { shorten } from './in-short.js'

const linesShown = 20
const longestLine = 500

/** The end of a log or an output, as a failure carries it: the lines in which programs say why they stopped. */
export function lastLines(text: string): readonly string[] {
  const end = text.trimEnd()
  if (end === '') return []
  return end
    .split(/\r?\n/)
    .slice(-linesShown)
    .map((line) => shorten(line, longestLine))
}
