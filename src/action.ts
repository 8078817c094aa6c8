import { runInAction } from './commands/action/run.js'

/** Entry: the action. */
export async function runAction(): Promise<void> {
  process.exitCode = await runInAction(process.env)
}
