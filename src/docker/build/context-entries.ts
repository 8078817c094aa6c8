import { readdir, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Judged, readIgnoreRules } from './context/ignore-rules.js'

/** The ignore file beside the Dockerfile comes before the one of the context, as the builders have it. */
export const readIgnoreText = async (context: string, dockerfilePath: string): Promise<string | undefined> =>
  (await readText(`${dockerfilePath}.dockerignore`)) ?? (await readText(resolve(context, '.dockerignore')))

/** What of a context is sent, folders before what they hold. */
export async function listEntries(
  context: string,
  ignoreText: string,
  needed: ReadonlySet<string> = new Set(),
  most = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const rules = readIgnoreRules(ignoreText)
  const entries: string[] = []
  let seen = 0
  const walk = async (folder: string, judged?: Judged): Promise<void> => {
    const inside = await readdir(resolve(context, folder), { withFileTypes: true })
    seen += inside.length
    if (seen > most) throw new Error(`the context holds more than ${most} files and folders`)
    for (const entry of inside.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      const own = rules.judge(path, judged)
      if (!own.isIgnored || needed.has(path)) entries.push(path)
      const leadsToNeeded = [...needed].some((one) => one.startsWith(`${path}/`))
      if (entry.isDirectory() && (!own.isIgnored || rules.hasExceptions || leadsToNeeded))
        await walk(path, own)
    }
  }
  await walk('')
  return entries
}

const readText = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)
