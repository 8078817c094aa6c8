import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

const skipped = new Set(['node_modules', '.git', 'vendor', '.venv', 'dist', 'build', 'target'])
const deepest = 6
const mostFiles = 20_000

/** Files below a folder, as paths relative to it with `/`; bounded, for a repository may hold anything. */
export async function listFiles(root: string): Promise<string[]> {
  const files: string[] = []
  const walk = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (files.length >= mostFiles) return
      const path = join(folder, entry.name)
      if (entry.isFile()) files.push(relative(root, path).split(sep).join('/'))
      else if (entry.isDirectory() && depth < deepest && !skipped.has(entry.name)) await walk(path, depth + 1)
    }
  }
  await walk(root, 0)
  return files
}
