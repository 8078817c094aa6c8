import { join, resolve } from 'node:path'
import { isReference, isRemote } from '../../core/domain/build-context.js'
import type { Source, Variant } from '../../core/domain/config.js'
import { repositoryPath, type WorkPlace } from '../../core/plan/repository-path.js'
import { exists } from '../../files/config-file.js'

export interface BaseFiles {
  readonly place: WorkPlace
  readonly cwd: string
  /** The work tree of the base. */
  readonly tree: string
}

/** The variant with its paths in the base's work tree. */
export async function locate({ source, run, ...variant }: Variant, files: BaseFiles): Promise<Variant> {
  const { envFile, volumes } = run
  return {
    ...variant,
    source: await locateSource(source, files),
    run: {
      ...run,
      ...(envFile !== undefined && { envFile: await orHere(envFile, files) }),
      volumes: await Promise.all(
        volumes.map(async (one) =>
          /^[./]/.test(one.host) ? { ...one, host: await orHere(one.host, files) } : one,
        ),
      ),
    },
  }
}

async function locateSource(source: Source, files: BaseFiles): Promise<Source> {
  const there = (path: string): string => thereOf(path, files)
  if (source.from === 'image') return source
  if (source.from === 'archive') return { ...source, archive: there(source.archive) }
  if (source.from === 'process') return { ...source, cwd: there(source.cwd) }
  const { context, dockerfile, buildContexts, secrets } = source
  const isElsewhere = isRemote(context)
  return {
    ...source,
    ...(isElsewhere ? {} : { context: there(context), dockerfile: there(dockerfile) }),
    buildContexts: Object.fromEntries(
      Object.entries(buildContexts).map(([name, from]) => [name, locateContext(from, there)]),
    ),
    secrets: await Promise.all(
      secrets.map(async (one) =>
        one.file === undefined ? one : { ...one, file: await orHere(one.file, files) },
      ),
    ),
  }
}

function locateContext(from: string, there: (path: string) => string): string {
  const [, scheme = '', path = from] = /^(oci-layout:\/\/)?(.*)$/s.exec(from) ?? []
  if (scheme === '' && (isRemote(from) || isReference(from))) return from
  return `${scheme}${there(path)}`
}

/** What lies outside of the repository is the same for every state of it. */
function thereOf(path: string, { place, cwd, tree }: BaseFiles): string {
  const found = repositoryPath(place, path)
  return found === undefined ? resolve(cwd, path) : join(tree, found)
}

/** Settings, secrets and data need not be in the repository: then they are the machine's, as for this change. */
async function orHere(path: string, files: BaseFiles): Promise<string> {
  const there = thereOf(path, files)
  return (await exists(there)) ? there : resolve(files.cwd, path)
}
