import { requireWritable, writeWhole } from '../../files/write-file.js'
import type { ReportLine } from '../line/shared-run.js'
import { recordText } from '../record-text.js'
import { report } from '../report.js'
import { showRecord } from './show-record.js'

/** Parts of a run put together, or a run again: as `compare` would have told it. */
export async function reportInTerminal(
  { records, record: file, show }: ReportLine,
  cwd: string,
): Promise<number> {
  if (file !== undefined) await requireWritable(file)
  const { record, exitCode } = await report({ files: records, cwd })
  process.stdout.write(showRecord(record, show))
  if (file !== undefined) await writeWhole(file, recordText(record))
  return exitCode
}
