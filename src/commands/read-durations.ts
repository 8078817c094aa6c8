import { relative, resolve } from 'node:path'
import type { Remembered } from '../core/plan/sharing/estimate.js'
import { remember, type SpentRun } from '../core/plan/sharing/remember.js'
import { parseSpent } from '../core/record/parse-spent.js'
import { readJsonFiles } from '../files/json-files.js'

export interface DurationsRequest {
  readonly cwd: string
  /** Run records, parts of them, or folders that hold some. */
  readonly paths: readonly string[]
  readonly onNote: (text: string) => void
}

/** What earlier runs took. They make a plan better and are never missed: a file that tells nothing is a note. */
export async function readDurations({ cwd, paths, onNote }: DurationsRequest): Promise<Remembered> {
  const runs: SpentRun[] = []
  for await (const file of readJsonFiles(paths.map((path) => resolve(cwd, path)))) {
    const path = relative(cwd, file.path) || '.'
    if (file.outcome === 'unread') {
      onNote(`no durations from ${path}: ${file.why}`)
      continue
    }
    const parsed = parseSpent(file.document)
    if (parsed.outcome === 'refused') onNote(`no durations from ${path}: ${parsed.message}`)
    if (parsed.outcome === 'parsed') runs.push(parsed.run)
  }
  onNote(
    runs.length === 0
      ? 'how long each part takes is guessed from the config: with the records of earlier runs (--durations) the shards take equally long'
      : `how long each part takes is known from ${runs.length === 1 ? 'an earlier record' : `${runs.length} earlier records`}, the rest is guessed`,
  )
  return remember(runs)
}
