import type { Config } from '../../core/domain/config.js'
import type { OnProgress } from '../../core/domain/progress.js'
import { progressLines } from '../../core/report/progress-lines.js'
import { isLiveTerminal } from '../../terminal/abilities.js'
import { liveProgress } from '../../terminal/live-progress.js'
import { plainProgress } from '../../terminal/plain-progress.js'
import { cancelOnSignals } from '../cancel-on-signals.js'

/** Runs something long for somebody at a terminal, who sees how far it is and may end it. */
export async function withProgress<T>(
  config: Config,
  work: (signal: AbortSignal, onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  const isLive = isLiveTerminal(process.stderr, process.env)
  const live = isLive
    ? liveProgress({
        write: (text) => process.stderr.write(text),
        columns: () => process.stderr.columns || 80,
        rows: () => process.stderr.rows || 24,
        format: progressLines,
      })
    : undefined
  const onProgress = live?.onProgress ?? plainProgress((text) => process.stderr.write(text), progressLines)
  for (const text of config.assumptions) onProgress({ tell: 'note', text })
  const { signal, stopListening } = cancelOnSignals((name) =>
    onProgress({ tell: 'note', text: `${name}: ending the run and removing what it created` }),
  )
  try {
    return await work(signal, onProgress)
  } finally {
    live?.end()
    stopListening()
  }
}
