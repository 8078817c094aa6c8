import { init } from '../init.js'
import type { InitLine } from '../line/housekeeping.js'

export async function initInTerminal(line: InitLine, cwd: string): Promise<number> {
  const { text, exitCode } = await init({ cwd, print: line.print })
  process.stdout.write(text)
  return exitCode
}
