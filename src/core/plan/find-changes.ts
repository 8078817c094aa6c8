import type { ChangedTree, SendRules } from './changed-tree.js'
import type { ContextInput, ServiceInputs } from './inputs-of-service.js'
import type { Links } from './links.js'
import { isWithin, joined } from './repository-path.js'

/** A build context as it can be looked at. */
export interface ReadContext {
  /** The same for contexts of which the same is sent. */
  readonly key: string
  /** Whether the ignore file is the Dockerfile's own, not the folder's. */
  readonly hasOwnIgnoreFile: boolean
  readonly rules: SendRules
}

export interface RepositoryState {
  readonly tree: ChangedTree
  readonly links: Links
  readonly isTracked: (path: string) => boolean
  /** Nothing where the context cannot be read, or its ignore file is none. */
  readonly contextOf: (input: ContextInput) => ReadContext | undefined
}

/** Why a service counts as changed. */
export type Change =
  | { readonly by: 'path'; readonly path: string }
  | { readonly by: 'untracked'; readonly path: string }
  | { readonly by: 'unreadable'; readonly path: string }
  | { readonly by: 'outside'; readonly path: string }

/** Answers for one service after the other; what services have in common is looked at once. */
export function makeChangeFinder(state: RepositoryState): (inputs: ServiceInputs) => Change | undefined {
  const known = new Map<string, string | undefined>()
  const once = (key: string, find: () => string | undefined): string | undefined => {
    if (!known.has(key)) known.set(key, find())
    return known.get(key)
  }
  const named = (path: string) => once(`at ${path}`, () => changedAt(path, state))
  return (inputs) => {
    const [outside] = inputs.outside
    if (outside !== undefined) return { by: 'outside', path: outside }
    const untracked = inputs.mustBeTracked.find(
      (path) => !state.links.namesOf(path).some((name) => state.isTracked(name)),
    )
    if (untracked !== undefined) return { by: 'untracked', path: untracked }
    for (const path of [...inputs.named, ...inputs.mustBeTracked]) {
      const changed = named(path)
      if (changed !== undefined) return { by: 'path', path: changed }
    }
    for (const input of inputs.contexts) {
      const change = changeOfBuild(input, state, named, once)
      if (change !== undefined) return change
    }
    return undefined
  }
}

function changeOfBuild(
  input: ContextInput,
  state: RepositoryState,
  named: (path: string) => string | undefined,
  once: (key: string, find: () => string | undefined) => string | undefined,
): Change | undefined {
  const { context, dockerfile } = input
  const ownIgnoreFile = `${dockerfile}.dockerignore`
  const read = state.contextOf(input)
  const files = [dockerfile, ownIgnoreFile]
  if (read?.hasOwnIgnoreFile !== true) files.push(joined(context, '.dockerignore'))
  for (const file of files) {
    const changed = named(file)
    if (changed !== undefined) return { by: 'path', path: changed }
  }
  if (read === undefined) return { by: 'unreadable', path: context }
  const sent = once(`sent ${read.key}`, () => changedIn(context, read.rules, state))
  return sent === undefined ? undefined : { by: 'path', path: sent }
}

/** A path with all that is below it, wherever links lead from there. */
function changedAt(path: string, { tree, links }: RepositoryState): string | undefined {
  const seen = new Set<string>()
  const open = [path]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    const names = links.namesOf(next)
    for (const name of names) {
      const changed = tree.at(name)
      if (changed !== undefined) return changed
    }
    open.push(...names.flatMap((name) => links.below(name)).map(({ target }) => target))
  }
  return undefined
}

/** What is sent of a context, and what links in it lead to outside of it: inside, the rules hold. */
function changedIn(context: string, rules: SendRules, state: RepositoryState): string | undefined {
  const names = state.links.namesOf(context)
  const folder = names.at(-1) ?? context
  for (const name of names.slice(0, -1)) {
    const changed = state.tree.at(name)
    if (changed !== undefined) return changed
  }
  const sent = state.tree.sentFrom(folder, rules)
  if (sent !== undefined) return sent
  for (const { path, target } of state.links.below(folder)) {
    if (isWithin(target, folder)) continue
    if (judgeDeep(folder === '' ? path : path.slice(folder.length + 1), rules).isIgnored) continue
    const changed = changedAt(target, state)
    if (changed !== undefined) return changed
  }
  return undefined
}

function judgeDeep(path: string, rules: SendRules): { readonly isIgnored: boolean } {
  const slash = path.lastIndexOf('/')
  return rules.judge(path, slash === -1 ? undefined : judgeDeep(path.slice(0, slash), rules))
}
