import { runInAction } from './commands/run-in-action.js'

/** Entry: the action. */
export async function runAction(): Promise<void> {
  process.exitCode = await runInAction(process.env)
}
