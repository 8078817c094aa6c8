import type { PlanDocument } from '../../core/domain/plan.js'
import { renderPart } from '../../core/report/render-part.js'
import { cancelOnSignals } from '../cancel-on-signals.js'
import { exitCodeOfPart, exitCodes } from '../exit-code.js'
import type { MeasureLine } from '../line/shared-run.js'
import { measure } from '../measure.js'
import { makePlanDocument } from '../plan.js'
import { readPlan } from '../read-plan.js'
import { openShard } from './shard.js'
import { withProgress } from './with-progress.js'

/** One shard's share; what it found lies in the record at any moment, so that nothing but that need be kept. */
export async function measureInTerminal(line: MeasureLine, cwd: string): Promise<number> {
  const { record, images } = line
  const given = await openShard(line, cwd)
  const plan = line.plan === undefined ? await planHere(line, cwd) : await readPlan(cwd, line.plan)
  if (plan === undefined) {
    process.stderr.write('interrupted: nothing was created, nothing is left\n')
    return exitCodes.interrupted
  }
  const part = await withProgress(plan.config, (signal, onProgress) =>
    measure({ ...given, plan, ...(images !== undefined && { images }), signal, onProgress }),
  )
  process.stdout.write(renderPart(part, record))
  return exitCodeOfPart(part)
}

/**
 * The same on every machine; each shard prepares what it measures, for nobody builds for it. Undefined where it was
 * cancelled meanwhile.
 */
async function planHere(
  { config, services, base, all, shard }: MeasureLine,
  cwd: string,
): Promise<PlanDocument | undefined> {
  // The history that tells what changed may have to be fetched.
  const { signal, stopListening } = cancelOnSignals(() => {})
  try {
    const plan = await makePlanDocument({
      cwd,
      env: process.env,
      ...(config !== undefined && { file: config }),
      inputs: {},
      services,
      ...(base !== undefined && { base }),
      all,
      shards: shard.of,
      whole: true,
      durations: [],
      signal,
      // What is guessed, whoever reports has told; what is assumed of the config follows with the progress.
      onNote: () => {},
    })
    return signal.aborted ? undefined : plan
  } catch (error) {
    if (!signal.aborted) throw error
    return undefined
  } finally {
    stopListening()
  }
}
