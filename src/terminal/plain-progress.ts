import type { OnProgress, Progress } from '../core/domain/progress.js'

/** One line per event: for logs and pipes, where a line once written stays. */
export function plainProgress(
  write: (text: string) => void,
  format: (progress: Progress) => readonly string[],
): OnProgress {
  return (progress) => {
    for (const line of format(progress)) write(`${line}\n`)
  }
}
