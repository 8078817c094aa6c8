import { isReference, isRemote } from '../domain/build-context.js'
import type { Suite } from '../domain/check.js'
import type { DockerfileSource, Service, Variant } from '../domain/config.js'
import { roles } from '../domain/variant.js'
import { repositoryPath, type WorkPlace } from './repository-path.js'
import { wordsOfArguments, wordsOfLine } from './words-of-command.js'

/** What goes into a service from the repository, by paths from its top. */
export interface ServiceInputs {
  /** Files, and folders with all that is below them. */
  readonly named: readonly string[]
  /** Folders that an ignore file takes from. */
  readonly contexts: readonly ContextInput[]
  /** Files that are the variant or hold its settings: one that Git does not track may be another each time. */
  readonly mustBeTracked: readonly string[]
  /** Paths out of the repository that cannot be looked at, as the config has them. */
  readonly outside: readonly string[]
}

export interface ContextInput {
  readonly context: string
  readonly dockerfile: string
}

export function inputsOfService(service: Service, place: WorkPlace): ServiceInputs {
  const named = new Set<string>()
  const mustBeTracked = new Set<string>()
  const outside = new Set<string>()
  const contexts = new Map<string, ContextInput>()
  const inside = (path: string): string | undefined => repositoryPath(place, path)
  const name = (path: string): void => {
    const found = inside(path)
    if (found !== undefined) named.add(found)
  }
  /** What it makes cannot be told from the repository where it lies elsewhere. */
  const demand = (path: string, goesInto: Set<string>): void => {
    const found = inside(path)
    if (found === undefined) outside.add(path)
    else goesInto.add(found)
  }
  const addBuild = ({ context, dockerfile, buildContexts, secrets }: DockerfileSource): void => {
    for (const other of Object.values(buildContexts)) {
      const folder = other.replace(/^oci-layout:\/\/(.*?)(?::[\w.-]+)?(?:@.*)?$/s, '$1')
      if (folder !== other || !(isRemote(other) || isReference(other))) demand(folder, named)
    }
    for (const { file } of secrets) if (file !== undefined) name(file)
    if (isRemote(context)) return
    const found = { context: inside(context), dockerfile: inside(dockerfile) }
    if (found.context === undefined) outside.add(context)
    else if (found.dockerfile === undefined) outside.add(dockerfile)
    else contexts.set(JSON.stringify(found), { context: found.context, dockerfile: found.dockerfile })
  }
  const addVariant = ({ source, run }: Variant): void => {
    if (source.from === 'dockerfile') addBuild(source)
    if (source.from === 'archive') demand(source.archive, mustBeTracked)
    if (source.from === 'process') {
      demand(source.cwd, named)
      for (const word of wordsOfArguments(source.command)) name(`${source.cwd}/${word}`)
    }
    if (run.envFile !== undefined) demand(run.envFile, mustBeTracked)
    for (const { host } of run.volumes) if (/^[./]/.test(host)) name(host)
  }
  for (const role of roles) addVariant(service[role])
  for (const word of service.smoke.flatMap(wordsOfSuite)) name(word)
  return {
    named: [...named],
    contexts: [...contexts.values()],
    mustBeTracked: [...mustBeTracked],
    outside: [...outside],
  }
}

const wordsOfSuite = ({ checks }: Suite): readonly string[] =>
  checks.flatMap((check) => {
    if (check.by === 'run') return wordsOfLine(check.command)
    return check.by === 'exec' ? wordsOfArguments(check.command) : []
  })
