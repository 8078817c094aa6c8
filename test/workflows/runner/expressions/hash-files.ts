import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow, globPattern } from './glob.js'

/** The digest of the digests of all files that match; empty where none does. */
export function hashFiles(workspace: string, patterns: readonly string[]): string {
  const whole = createHash('sha256')
  const wanted = patterns.map((pattern) => globPattern(join(workspace, pattern)))
  const files = filesBelow(workspace).filter((path) => wanted.some((pattern) => pattern.test(path)))
  for (const path of files) whole.update(createHash('sha256').update(readFileSync(path)).digest())
  return files.length === 0 ? '' : whole.digest('hex')
}
