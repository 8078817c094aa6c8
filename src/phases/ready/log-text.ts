import { setTimeout as pause } from 'node:timers/promises'
import type { Instance } from '../../core/domain/instance.js'
import { says } from '../../core/smoke/plain-text.js'

const beforeNextLookMs = 250

/** The moment an instance printed a text, only ever listening; undefined where the signal fires first. */
export async function waitForLogText(
  instance: Instance,
  text: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  while (!signal.aborted) {
    const found = await followUntil(instance, text, signal)
    if (found !== undefined) return found
    // The stream ended although nobody ended it: the instance is going, or the engine hung up and must be asked anew.
    await pause(beforeNextLookMs, undefined, { signal }).catch(() => {})
  }
  return undefined
}

async function followUntil(
  instance: Instance,
  text: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const over = new AbortController()
  const lines = text.split('\n').length
  let foundAt: number | undefined
  let recent: string[] = []
  const onLine = (line: string, printedAt = performance.now()) => {
    recent = [...recent, line].slice(-lines)
    if (foundAt !== undefined || !says(recent.join('\n'), text)) return
    foundAt = printedAt
    over.abort()
  }
  const end = () => over.abort()
  signal.addEventListener('abort', end, { once: true })
  await instance.followLog(onLine, over.signal).catch(() => {})
  signal.removeEventListener('abort', end)
  return foundAt
}
