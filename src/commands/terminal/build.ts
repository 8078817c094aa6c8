import { requireWritable, writeWhole } from '../../files/write-file.js'
import { build } from '../build.js'
import { makeRunId } from '../compare.js'
import { defaultParallel } from '../default-parallel.js'
import { exitCodeOfPart } from '../exit-code.js'
import type { BuildLine } from '../line/shared-run.js'
import { readPlan } from '../read-plan.js'
import { withProgress } from './with-progress.js'

export async function buildInTerminal(line: BuildLine, cwd: string): Promise<number> {
  const { shard, images, record } = line
  const plan = await readPlan(cwd, line.plan)
  await requireWritable(record)
  const part = await withProgress(plan.config, (signal, onProgress) =>
    build({
      plan,
      shard,
      images,
      runId: makeRunId(),
      attempt: 1,
      subject: {},
      cwd,
      env: process.env,
      parallel: line.parallel ?? defaultParallel(),
      signal,
      onProgress,
      onPart: (part) => writeWhole(record, `${JSON.stringify(part, null, 2)}\n`),
    }),
  )
  return exitCodeOfPart(part)
}
