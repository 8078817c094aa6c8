import { readdir, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import makeIgnore from '@balena/dockerignore'

/** The ignore file beside the Dockerfile comes before the one of the context, as the builders have it. */
export const readIgnoreText = async (context: string, dockerfilePath: string): Promise<string | undefined> =>
  (await readText(`${dockerfilePath}.dockerignore`)) ?? (await readText(resolve(context, '.dockerignore')))

/** What of a context is sent, folders before what they hold. */
export async function listEntries(
  context: string,
  ignoreText: string,
  needed: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const ignore = makeIgnore({ ignorecase: false }).add(asWildcards(ignoreText))
  // A line with `!` may bring back a file from a folder that is ignored, so such folders are looked into.
  const hasExceptions = /^\s*!/m.test(ignoreText)
  const entries: string[] = []
  const walk = async (folder: string): Promise<void> => {
    const inside = await readdir(resolve(context, folder), { withFileTypes: true })
    for (const entry of inside.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      const isIgnored = ignore.ignores(path)
      if (!isIgnored || needed.has(path)) entries.push(path)
      const leadsToNeeded = [...needed].some((one) => one.startsWith(`${path}/`))
      if (entry.isDirectory() && (!isIgnored || hasExceptions || leadsToNeeded)) await walk(path)
    }
  }
  await walk('')
  return entries
}

/** The library makes regular expressions of patterns and forgets some of the characters that mean more there. */
const asWildcards = (ignoreText: string): string => ignoreText.replaceAll(/[+(){}|]/g, '\\$&')

const readText = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)
