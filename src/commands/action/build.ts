import { resolve } from 'node:path'
import { UsageError } from '../../core/domain/errors.js'
import { hideValues } from '../../core/record/hide-values.js'
import { writeWhole } from '../../files/write-file.js'
import { setOutputs } from '../../github/runner.js'
import { build } from '../build.js'
import { exitCodeOfPart } from '../exit-code.js'
import { type ActionContext, attemptOf, runnerFile, withWork } from './context.js'
import { readShard } from './shard.js'

/** Prepares images for other runners. */
export async function buildInAction(context: ActionContext): Promise<number> {
  const { inputs, event, folders } = context
  const { plan, shard, env, secrets } = await readShard(context)
  if (inputs.shared.images === undefined)
    throw new UsageError('build needs the input images: a folder that takes them')
  const images = resolve(folders.workspace, inputs.shared.images)
  const file = runnerFile(context.env, 'parts', `build-${shard.number}.json`)
  return withWork([], async (work) => {
    // Before the work: what it wrote until a cancel is sent on too.
    setOutputs({ images, part: file })
    const part = await build({
      ...work,
      plan,
      shard,
      images,
      ...(inputs.shared.timeLimit && { timeLimit: inputs.shared.timeLimit }),
      attempt: attemptOf(context.env),
      subject: event.subject,
      cwd: folders.cwd,
      env,
      parallel: inputs.parallel,
      onPart: (sofar) => writeWhole(file, `${JSON.stringify(hideValues(sofar, secrets))}\n`),
    })
    return exitCodeOfPart(part)
  })
}
