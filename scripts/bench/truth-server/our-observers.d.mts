import type { Stand } from './stand.mjs'

interface Observer {
  observe(): Promise<{
    readonly seenAt: number
    readonly cpuMs: number
    readonly truth: { readonly readyAt: number }
  }>
}
export function ourObservers(
  stand: Stand,
  settings: Readonly<Record<string, number>>,
): Promise<Readonly<Record<string, Observer>>>
