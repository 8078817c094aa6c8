import { UsageError } from '../../core/domain/errors.js'
import type { WorkLine } from '../command-line.js'

/** Runs a command for somebody at a terminal: progress on standard error, the answer on standard output. Loads only that one. */
export async function runInTerminal(line: WorkLine): Promise<number> {
  const cwd = currentFolder()
  switch (line.command) {
    case 'compare':
      return (await import('./runs.js')).compareInTerminal(line, cwd)
    case 'inspect':
      return (await import('./inspect.js')).inspectInTerminal(line, cwd)
    case 'capacity':
      return (await import('./runs.js')).capacityInTerminal(line, cwd)
    case 'doctor':
      return (await import('./doctor.js')).doctorInTerminal(line, cwd)
    case 'init':
      return (await import('./init.js')).initInTerminal(line, cwd)
    case 'clean':
      return (await import('./clean.js')).cleanInTerminal(line)
    case 'plan':
      return (await import('./plan.js')).planInTerminal(line, cwd)
    case 'build':
      return (await import('./runs.js')).buildInTerminal(line, cwd)
    case 'measure':
      return (await import('./runs.js')).measureInTerminal(line, cwd)
    case 'report':
      return (await import('./report.js')).reportInTerminal(line, cwd)
  }
}

/** Somebody may have removed it under this shell. */
function currentFolder(): string {
  try {
    return process.cwd()
  } catch (cause) {
    throw new UsageError('the folder that this was started in is gone: change to one that is there', {
      cause,
    })
  }
}
