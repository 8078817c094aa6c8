import type { Config, Service } from '../core/domain/config.js'
import { EnvironmentError } from '../core/domain/errors.js'
import type { PlanScope } from '../core/domain/plan.js'
import { makeChangedTree } from '../core/plan/changed-tree.js'
import { type Change, makeChangeFinder } from '../core/plan/find-changes.js'
import { inputsOfService } from '../core/plan/inputs-of-service.js'
import { makeLinks } from '../core/plan/links.js'
import { listChangedPaths } from '../git/changed-paths.js'
import { openRepository, type Repository } from '../git/repository.js'
import { readAtCommit, readTrackedFiles } from '../git/tracked-files.js'
import { findChangedParts } from './scope/changed-parts.js'
import { lookBack, type Since } from './scope/look-back.js'
import { placeIn } from './scope/place-in.js'
import { readContexts } from './scope/read-contexts.js'

export interface ScopeRequest {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly config: Config
  /** A branch, a tag or a commit. */
  readonly base: string
  readonly signal: AbortSignal
  readonly onNote: (text: string) => void
}

export interface FoundScope {
  readonly scope: PlanScope
  /** In the config's order, like the others. */
  readonly chosen: readonly string[]
  readonly unchanged: readonly string[]
}

/**
 * Which services changed since the merge base with `base`. Where that cannot be told, all are in it and a note says
 * why: a run that silently tests nothing would be worse than one that tests too much.
 */
export async function findScope(request: ScopeRequest): Promise<FoundScope> {
  let mergeBase: string | undefined
  try {
    const repository = await openRepository(request)
    const found = await lookBack(repository, request)
    mergeBase = found.commit
    const changes = await findChanges(repository, found, request)
    return tellChanges(changes, found.commit, request)
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    const note = `${[error.message, error.advice].filter((part) => part !== '').join('; to change that: ')}.`
    request.onNote(`all services are in the run: ${note}`)
    return {
      scope: { by: 'all', ...(mergeBase !== undefined && { mergeBase }), note: capitalised(note) },
      chosen: request.config.services.map(({ name }) => name),
      unchanged: [],
    }
  }
}

const capitalised = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`

type Why = Change | { readonly by: 'config' }

async function findChanges(
  repository: Repository,
  { commit, head }: Since,
  { cwd, config }: ScopeRequest,
): Promise<ReadonlyMap<string, Why>> {
  const paths = await listChangedPaths(repository, commit)
  if (paths.length === 0 && commit === head)
    throw new EnvironmentError('the base has this very commit in it, so nothing could have changed', '')
  const tracked = await readTrackedFiles(
    repository,
    paths.map(({ path }) => path),
  )
  const { top } = repository
  const place = await placeIn(repository, cwd)
  const tree = makeChangedTree(paths)
  const links = makeLinks(tracked.links, top)
  const isTracked = (path: string): boolean => tracked.paths.has(path)
  const readThen = (path: string) => readAtCommit(repository, commit, path)
  const isPartChanged = await findChangedParts({ cwd, place, config, tree, links, isTracked, readThen })
  const inputs = config.services.map((service) => ({ service, inputs: inputsOfService(service, place) }))
  const contextOf = await readContexts(
    top,
    inputs.flatMap((one) => one.inputs.contexts),
  )
  const find = makeChangeFinder({ tree, links, isTracked, contextOf })
  return new Map(
    inputs.flatMap(({ service, inputs: its }): (readonly [string, Why])[] => {
      const why = isPartChanged(service) ? ({ by: 'config' } as const) : find(its)
      return why === undefined ? [] : [[service.name, why]]
    }),
  )
}

function tellChanges(
  changes: ReadonlyMap<string, Why>,
  mergeBase: string,
  { config, onNote }: ScopeRequest,
): FoundScope {
  const { services } = config
  const names = (changed: boolean) =>
    services.map(({ name }: Service) => name).filter((name) => changes.has(name) === changed)
  const told = [...changes].slice(0, mostTold).map(([name, why]) => `${name} (${sayWhy(why)})`)
  const more = changes.size > mostTold ? ` and ${changes.size - mostTold} more` : ''
  const which = told.length === 0 ? '' : `: ${told.join(', ')}${more}`
  onNote(`${changes.size} of ${services.length} services changed since ${mergeBase.slice(0, 12)}${which}`)
  return { scope: { by: 'changed', mergeBase }, chosen: names(true), unchanged: names(false) }
}

const mostTold = 20

function sayWhy(why: Why): string {
  switch (why.by) {
    case 'config':
      return 'its part of the config'
    case 'path':
      return why.path
    case 'untracked':
      return `${why.path} is not tracked by Git`
    case 'unreadable':
      return `the build context ${why.path || '.'} cannot be read`
    case 'outside':
      return `${why.path} is outside of the repository`
  }
}
