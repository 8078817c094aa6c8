import { listEntries } from '../context-entries.js'

/** What of a folder is sent under the text of an ignore file. */
export type EntriesOf = (folder: string, ignoreText: string) => Promise<readonly string[]>

/** To walk more takes longer than what it is for is worth. */
const mostEntries = 100_000

/** Many services are built from one context: it is walked once, and not to its end where it is too large. */
export function rememberEntries(most = mostEntries): EntriesOf {
  const known = new Map<string, Promise<readonly string[]>>()
  return (folder, ignoreText) => {
    const key = JSON.stringify([folder, ignoreText])
    const found = known.get(key) ?? listEntries(folder, ignoreText, undefined, most)
    known.set(key, found)
    return found
  }
}
