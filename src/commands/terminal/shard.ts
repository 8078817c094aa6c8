import { requireWritable, writeWhole } from '../../files/write-file.js'
import { makeRunId } from '../compare.js'
import { defaultParallel } from '../default-parallel.js'
import type { BuildLine, MeasureLine } from '../line/shared-run.js'
import type { ShardRequest } from '../run-shard.js'

type Given = Omit<ShardRequest, 'plan' | 'signal' | 'onProgress'>

/** What both kinds of shard are given by a command line. Where the record cannot be written nothing is begun. */
export async function openShard(
  { shard, record, parallel, timeLimit }: BuildLine | MeasureLine,
  cwd: string,
): Promise<Given> {
  await requireWritable(record)
  return {
    shard,
    runId: makeRunId(),
    attempt: 1,
    subject: {},
    cwd,
    env: process.env,
    parallel: parallel ?? defaultParallel(),
    ...(timeLimit !== undefined && { timeLimit: { minutes: timeLimit, begunAt: new Date() } }),
    onPart: (part) => writeWhole(record, `${JSON.stringify(part)}\n`),
  }
}
