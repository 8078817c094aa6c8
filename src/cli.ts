import { outliveClosedPipes } from './commands/closed-pipes.js'
import { parseCommandLine } from './commands/command-line.js'
import { describeError, exitCodeOfError } from './commands/exit-code.js'
import { usage } from './commands/line/usage.js'
import { version } from './commands/version.js'

/** Entry: the same commands from a terminal. Loads a command only once it is known to be asked for. */
export async function runCli(argv: readonly string[]): Promise<void> {
  outliveClosedPipes()
  try {
    const line = parseCommandLine(argv)
    if (line.command === 'version') return print(`${version}\n`)
    if (line.command === 'help') return print(usage)
    const { runInTerminal } = await import('./commands/terminal/run.js')
    process.exitCode = await runInTerminal(line)
  } catch (error) {
    process.stderr.write(`container-migrate: ${describeError(error)}\n`)
    process.exitCode = exitCodeOfError(error)
  }
}

function print(text: string): void {
  process.stdout.write(text)
}
