import { matricesOf } from '../../core/plan/matrix.js'
import { foreignLine } from '../../core/report/escape-log.js'
import { renderPlan } from '../../core/report/render-plan.js'
import { writeWhole } from '../../files/write-file.js'
import { annotate, printLine, setOutputs } from '../../github/runner.js'
import { cancelOnSignals } from '../cancel-on-signals.js'
import { exitCodes } from '../exit-code.js'
import { makePlanDocument } from '../plan.js'
import { type ActionContext, runnerFile } from './context.js'

/** Shares a run out; the matrices of the jobs that follow are its outputs. */
export async function planInAction({ inputs, event, env, folders }: ActionContext): Promise<number> {
  const { shared } = inputs
  const base = shared.base ?? event.baseSha
  const { signal, stopListening } = cancelOnSignals((name) => printLine(foreignLine(`${name}: ending`)))
  try {
    const document = await makePlanDocument({
      cwd: folders.cwd,
      env,
      ...(inputs.config === undefined ? {} : { file: inputs.config }),
      inputs: inputs.service,
      services: inputs.services,
      all: base === undefined || shared.scope === 'all',
      whole: false,
      ...(base === undefined ? {} : { base }),
      ...(shared.maxShards === undefined ? {} : { maxShards: shared.maxShards }),
      durations: shared.durations,
      ...(shared.registry === undefined ? {} : { registry: shared.registry }),
      signal,
      onNote: (text) => printLine(foreignLine(text)),
    })
    for (const line of renderPlan(document, { color: false, width: 120 }).trimEnd().split('\n'))
      printLine(foreignLine(line))
    // All services in place of the few that changed cost time: worth knowing, and nothing is wrong with the change itself.
    if (document.scope.note !== undefined) annotate('notice', document.scope.note)
    const file = runnerFile(env, 'plan', 'plan.json')
    await writeWhole(file, `${JSON.stringify(document, null, 2)}\n`)
    const { builds, shards } = matricesOf(document)
    setOutputs({
      plan: file,
      'plan-id': document.id,
      builds: JSON.stringify(builds),
      shards: JSON.stringify(shards),
    })
    return exitCodes.pass
  } finally {
    stopListening()
  }
}
