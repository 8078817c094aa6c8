import type { OnProgress } from '../../core/domain/progress.js'
import { foreignLine } from '../../core/report/escape-log.js'
import { progressLines } from '../../core/report/progress-lines.js'
import { printGroup, printLine } from '../../github/runner.js'

/** Progress in a job's log: a line per event, and each build's log folded away in a group of its own. */
export const runnerProgress = (): OnProgress => (progress) => {
  if (progress.tell === 'log') {
    printGroup(foreignLine(progress.title), progress.lines.map(foreignLine))
    if (!progress.failed) return
  }
  for (const line of progressLines(progress)) printLine(foreignLine(line))
}
