import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

export interface EngineEvent {
  readonly status?: string
  readonly id?: string
  readonly stream?: string
  readonly error?: string
  /** What a push came to. */
  readonly aux?: { readonly Digest?: string }
}

/** The engine answers long work with a line of JSON per event; an error comes as one of them, with status 200. */
export async function readEvents(stream: Readable, onEvent: (event: EngineEvent) => void): Promise<void> {
  for await (const line of createInterface({ input: stream })) {
    if (line.trim() === '') continue
    const event = JSON.parse(line) as EngineEvent
    if (event.error !== undefined) throw new Error(event.error)
    onEvent(event)
  }
}
