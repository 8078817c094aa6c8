import { renderInspectionMarkdown, renderInspectionText } from '../../core/report/render-inspection.js'
import { takesColor } from '../../terminal/abilities.js'
import { cancelOnSignals } from '../cancel-on-signals.js'
import { exitCodes } from '../exit-code.js'
import { type InspectOutcome, inspect } from '../inspect.js'
import { staysLean } from '../lean-memory.js'
import type { InspectLine } from '../line/inspect.js'

/** The answer on standard output, and nothing else: an image is read in seconds. */
export async function inspectInTerminal(line: InspectLine, cwd: string): Promise<number> {
  staysLean()
  const { signal, stopListening } = cancelOnSignals(() => {})
  try {
    const { image, against, platform, exactPull, contentHashes, dockerfile, context } = line
    const outcome = await inspect({
      image,
      ...(against === undefined ? {} : { against }),
      ...(platform === undefined ? {} : { platform }),
      exactPull,
      contentHashes,
      ...(dockerfile === undefined ? {} : { dockerfile }),
      ...(context === undefined ? {} : { context }),
      cwd,
      env: process.env,
      stdin: process.stdin,
      signal,
    })
    process.stdout.write(show(outcome, line.show))
    return outcome.exitCode
  } catch (error) {
    if (!signal.aborted) throw error
    process.stderr.write('interrupted: nothing was created, nothing is left\n')
    return exitCodes.interrupted
  } finally {
    stopListening()
  }
}

function show({ inspection }: InspectOutcome, how: InspectLine['show']): string {
  if (how === 'json') return `${JSON.stringify(inspection, null, 2)}\n`
  if (how === 'markdown') return renderInspectionMarkdown(inspection)
  const isTerminal = process.stdout.isTTY === true
  return renderInspectionText(inspection, {
    color: isTerminal && takesColor(process.env),
    width: isTerminal ? process.stdout.columns || 120 : 160,
  })
}
