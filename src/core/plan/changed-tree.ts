import type { ChangedPath } from '../domain/changed-path.js'
import { joined } from './repository-path.js'

/** The rules of an ignore file, as far as they are asked here. */
export interface SendRules<Held = unknown> {
  judge(path: string, folder?: Held): Held & { readonly isIgnored: boolean }
  mayBringBackBelow(folder: string): boolean
}

/** Changed paths by their folders, so that nobody asks a rule about what lies elsewhere. */
export interface ChangedTree {
  /** A changed path that is this one, lies below it, or is a link or a submodule that it lies in. */
  at(path: string): string | undefined
  /** One that a builder would be sent from this folder. */
  sentFrom(folder: string, rules: SendRules): string | undefined
}

interface Entry {
  readonly children: Map<string, Entry>
  changed?: ChangedPath
}

export function makeChangedTree(paths: readonly ChangedPath[]): ChangedTree {
  const top: Entry = { children: new Map() }
  for (const changed of paths) put(top, changed)
  return {
    at(path) {
      const found = findEntry(top, path)
      return found.above ?? (found.entry && firstOf(found.entry))
    },
    sentFrom(folder, rules) {
      const found = findEntry(top, folder)
      return found.above ?? (found.entry && firstSent(found.entry, '', rules))
    },
  }
}

function put(top: Entry, changed: ChangedPath): void {
  let entry = top
  for (const name of changed.path.split('/')) {
    const next: Entry = entry.children.get(name) ?? { children: new Map() }
    entry.children.set(name, next)
    entry = next
  }
  entry.changed = changed
}

/** The entry of a path, or what is changed on the way to it: what was a link there may lead elsewhere now. */
function findEntry(top: Entry, path: string): { readonly entry?: Entry; readonly above?: string } {
  let entry = top
  for (const name of path === '' ? [] : path.split('/')) {
    if (entry.changed !== undefined) return { above: entry.changed.path }
    const next = entry.children.get(name)
    if (next === undefined) return {}
    entry = next
  }
  return entry.changed === undefined ? { entry } : { above: entry.changed.path }
}

function firstOf(entry: Entry): string | undefined {
  if (entry.changed !== undefined) return entry.changed.path
  for (const child of entry.children.values()) return firstOf(child)
  return undefined
}

function firstSent(entry: Entry, folder: string, rules: SendRules, held?: unknown): string | undefined {
  for (const [name, child] of entry.children) {
    const path = joined(folder, name)
    const judged = rules.judge(path, held)
    const mayHoldMore = !judged.isIgnored || rules.mayBringBackBelow(path)
    const isSent = !judged.isIgnored || (child.changed?.isFolder === true && mayHoldMore)
    if (child.changed !== undefined && isSent) return child.changed.path
    const below = mayHoldMore ? firstSent(child, path, rules, judged) : undefined
    if (below !== undefined) return below
  }
  return undefined
}
