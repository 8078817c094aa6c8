import { cleanAfterAction } from './commands/action/clean-after-action.js'

/** Entry: the action's post step, which also runs after a crash or a cancel. */
export async function runPost(): Promise<void> {
  await cleanAfterAction(process.env)
}
