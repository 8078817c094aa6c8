import { resolve } from 'node:path'
import { hideValues } from '../../core/record/hide-values.js'
import { writeWhole } from '../../files/write-file.js'
import { setOutputs } from '../../github/runner.js'
import { exitCodeOfPart } from '../exit-code.js'
import { measure } from '../measure.js'
import { type ActionContext, attemptOf, runnerFile, withWork } from './context.js'
import { readShard } from './shard.js'

/** One runner's share, facts only. */
export async function measureInAction(context: ActionContext): Promise<number> {
  const { inputs, event, folders } = context
  const { plan, shard, env, secrets } = await readShard(context)
  const { images } = inputs.shared
  const file = runnerFile(context.env, 'parts', `measure-${shard.number}.json`)
  return withWork([], async (work) => {
    // Before the work: what was found until a cancel counts.
    setOutputs({ part: file })
    const part = await measure({
      ...work,
      plan,
      shard,
      ...(images === undefined ? {} : { images: resolve(folders.workspace, images) }),
      ...(inputs.shared.timeLimit && { timeLimit: inputs.shared.timeLimit }),
      attempt: attemptOf(env),
      subject: event.subject,
      cwd: folders.cwd,
      env,
      parallel: inputs.parallel,
      onPart: (sofar) => writeWhole(file, `${JSON.stringify(hideValues(sofar, secrets))}\n`),
    })
    return exitCodeOfPart(part)
  })
}
