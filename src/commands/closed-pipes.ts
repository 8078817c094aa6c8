import { exitCodes } from './exit-code.js'

/**
 * Whoever reads may leave early: `| head -1`, or a terminal whose window is closed. What is written then is lost, and that
 * is all: the run still removes what it created, and its exit code still says the verdict.
 */
export function outliveClosedPipes(): void {
  process.stderr.on('error', () => {})
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'EIO') return
    // A full disk behind `> record.json`. Nothing is written there before the run has cleaned up after itself.
    process.stderr.write(`container-migrate: cannot write to standard output: ${error.message}\n`)
    process.exit(exitCodes.environment)
  })
}
