import type { Stand } from './stand.mjs'
import type { Truth } from './testimony.mjs'

interface Observer {
  observe(): Promise<{
    readonly seenAt: number
    readonly cpuMs: number
    readonly truth: Truth
  }>
}
export function ourObservers(
  stand: Stand,
  settings: Readonly<Record<string, number>>,
): Promise<Readonly<Record<string, Observer>>>
