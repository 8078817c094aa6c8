import { parseConfig } from '../../core/config/parse-config.js'
import type { Service } from '../../core/domain/config.js'
import { repositoryPath, type WorkPlace } from '../../core/plan/repository-path.js'
import { configNames } from '../../files/config-file.js'

export type ConfigThen =
  | { readonly was: 'read'; readonly services: ReadonlyMap<string, Service> }
  | { readonly was: 'invalid' }
  | { readonly was: 'absent' }

interface Question {
  readonly place: WorkPlace
  /** As this state has it. */
  readonly file: string
  /** A file's text at the other state. */
  readonly readThen: (path: string) => Promise<string | undefined>
}

/** The services as the config had them at another state of the repository, under whichever of its names it lay there. */
export async function readConfigThen({ place, file, readThen }: Question): Promise<ConfigThen> {
  const names = [file, ...(configNames.some((name) => name === file) ? configNames : [])]
  for (const path of new Set(names.flatMap((name) => repositoryPath(place, name) ?? []))) {
    const text = await readThen(path)
    if (text === undefined) continue
    const parsed = parseConfig(text, file)
    if (parsed.outcome === 'invalid') return { was: 'invalid' }
    return {
      was: 'read',
      services: new Map(parsed.config.services.map((service) => [service.name, service])),
    }
  }
  return { was: 'absent' }
}
