import { printable } from '../../core/report/escape-terminal.js'
import { renderPlan } from '../../core/report/render-plan.js'
import { cancelOnSignals } from '../cancel-on-signals.js'
import { exitCodes } from '../exit-code.js'
import type { PlanLine } from '../line/shared-run.js'
import { makePlanDocument } from '../plan.js'
import { terminalOptions } from './abilities.js'

/** The plan on standard output; notes beside it on standard error. */
export async function planInTerminal(line: PlanLine, cwd: string): Promise<number> {
  const { command: _, config, json, ...rest } = line
  const { signal, stopListening } = cancelOnSignals(() => {})
  try {
    const plan = await makePlanDocument({
      cwd,
      env: process.env,
      ...(config === undefined ? {} : { file: config }),
      inputs: {},
      ...rest,
      signal,
      onNote: (text) => process.stderr.write(`  ${printable(text)}\n`),
    })
    process.stdout.write(json ? `${JSON.stringify(plan, null, 2)}\n` : renderPlan(plan, terminalOptions()))
    return exitCodes.pass
  } catch (error) {
    if (!signal.aborted) throw error
    process.stderr.write('interrupted: nothing was created, nothing is left\n')
    return exitCodes.interrupted
  } finally {
    stopListening()
  }
}
