import { build } from '../build.js'
import { exitCodeOfPart } from '../exit-code.js'
import type { BuildLine } from '../line/shared-run.js'
import { readPlan } from '../read-plan.js'
import { openShard } from './shard.js'
import { withProgress } from './with-progress.js'

export async function buildInTerminal(line: BuildLine, cwd: string): Promise<number> {
  const plan = await readPlan(cwd, line.plan)
  const given = await openShard(line, cwd)
  const part = await withProgress(plan.config, (signal, onProgress) =>
    build({ ...given, plan, images: line.images, signal, onProgress }),
  )
  return exitCodeOfPart(part)
}
