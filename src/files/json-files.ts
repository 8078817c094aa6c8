import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseJson } from './parse-json.js'

export type JsonFile =
  | { readonly outcome: 'read'; readonly path: string; readonly document: unknown }
  | { readonly outcome: 'unread'; readonly path: string; readonly why: string }

/** No record comes near; a string of twice that Node cannot hold. */
const mostBytes = 256 * 1024 * 1024
const deepest = 6

/** What the JSON files named hold, and those in the folders named, one after the other: only one is in memory at a time. */
export async function* readJsonFiles(paths: readonly string[]): AsyncGenerator<JsonFile> {
  for (const path of paths) yield* readOne(path, 0)
}

async function* readOne(path: string, depth: number): AsyncGenerator<JsonFile> {
  try {
    const found = await stat(path)
    if (!found.isDirectory()) yield { outcome: 'read', path, document: await parseFile(path, found.size) }
    else if (depth < deepest)
      for (const name of await namesIn(path)) yield* readOne(join(path, name), depth + 1)
  } catch (error) {
    yield { outcome: 'unread', path, why: whyUnread(error) }
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() || entry.name.endsWith('.json'))
    .map(({ name }) => name)
    .sort()
}

async function parseFile(path: string, sizeBytes: number): Promise<unknown> {
  if (sizeBytes > mostBytes) throw new Error('it is larger than any record')
  return parseJson(await readFile(path, 'utf8'))
}

function whyUnread(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'there is no such file'
  if (error instanceof SyntaxError) return 'it is not JSON'
  return error instanceof Error ? error.message : String(error)
}
