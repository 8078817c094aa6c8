import type { BuildEvent, ProgressReader } from './build-journal.js'

/** Reads `--progress=plain`, for a buildx that cannot tell its progress in JSON: `#7 [2/4] RUN make`, `#7 CACHED`. */
export function plainReader(onEvent: (event: BuildEvent) => void): ProgressReader {
  const names = new Map<string, string>()
  return {
    push(line) {
      const [, id, text] = /^#(\d+) (.*)$/s.exec(line) ?? []
      if (id === undefined || text === undefined) {
        if (line.trim() !== '') onEvent({ tells: 'said', line })
        return
      }
      // #0 is buildx on itself; `...` says that another step speaks next.
      if (id === '0' || text === '...') return
      if (!names.has(id)) {
        names.set(id, text)
        onEvent({ tells: 'step', id, name: text })
        onEvent({ tells: 'started', id })
      } else if (text !== names.get(id)) onEvent(eventOf(id, text))
    },
    end: () => {},
  }
}

function eventOf(id: string, text: string): BuildEvent {
  if (text === 'CACHED') return { tells: 'cached', id }
  const done = /^DONE (\d+\.\d+)s$/.exec(text)
  if (done) return { tells: 'done', id, durationMs: Math.round(Number(done[1]) * 1000) }
  const failed = /^ERROR: (.*)$/s.exec(text)
  if (failed) return { tells: 'failed', id, message: failed[1] ?? '' }
  if (text === 'CANCELED') return { tells: 'failed', id, message: 'context canceled' }
  const sent = /^(transferring \S+:) (\d+(?:\.\d+)?)([kMGT]?B)\b(?: (\d+(?:\.\d+)?)s done)?/.exec(text)
  if (sent) {
    const [, transfer = '', amount, unit = 'B', seconds] = sent
    const bytes = Math.round(Number(amount) * (unitBytes[unit] ?? 1))
    const took = seconds === undefined ? {} : { durationMs: Math.round(Number(seconds) * 1000) }
    return { tells: 'sent', id, transfer, bytes, ...took }
  }
  const output = /^\d+\.\d+ (.*)$/s.exec(text)
  return { tells: 'output', id, text: `${output?.[1] ?? text}\n` }
}

const unitBytes: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }
