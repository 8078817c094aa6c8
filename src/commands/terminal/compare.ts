import { requireWritable, writeWhole } from '../../files/write-file.js'
import { compare, makeRunId } from '../compare.js'
import { defaultParallel } from '../default-parallel.js'
import type { CompareLine } from '../line/compare.js'
import { loadConfig } from '../load-config.js'
import { recordText } from '../record-text.js'
import { showRecord } from './show-record.js'
import { withProgress } from './with-progress.js'

export async function compareInTerminal(line: CompareLine, cwd: string): Promise<number> {
  const config = await loadConfig({
    cwd,
    ...(line.config === undefined ? {} : { file: line.config }),
    inputs: line.inputs,
    services: line.services,
  })
  if (line.record !== undefined) await requireWritable(line.record)
  const { record, exitCode } = await withProgress(config, (signal, onProgress) =>
    compare({
      config,
      runId: makeRunId(),
      cwd,
      env: process.env,
      parallel: line.parallel ?? defaultParallel(),
      keep: line.keep,
      ...(line.base === undefined ? {} : { base: line.base }),
      subject: {},
      signal,
      onProgress,
    }),
  )
  // The answer first: what follows may fail, and a run of minutes must not be lost for it.
  process.stdout.write(showRecord(record, line.show))
  if (line.record !== undefined) await writeWhole(line.record, recordText(record))
  return exitCode
}
