import { resolve } from 'node:path'
import { diveRulesFile } from '../../core/config/dive-rules.js'
import { parseConfig } from '../../core/config/parse-config.js'
import type { Config, Service } from '../../core/domain/config.js'
import { EnvironmentError } from '../../core/domain/errors.js'
import type { ChangedTree } from '../../core/plan/changed-tree.js'
import type { Links } from '../../core/plan/links.js'
import { repositoryPath, type WorkPlace } from '../../core/plan/repository-path.js'
import { isSameService } from '../../core/plan/same-service.js'
import { configNames, exists, readConfigText } from '../../files/config-file.js'
import { readConfigThen } from './config-then.js'

export interface PartsQuestion {
  readonly cwd: string
  readonly place: WorkPlace
  readonly config: Config
  readonly tree: ChangedTree
  readonly links: Links
  readonly isTracked: (path: string) => boolean
  /** A file's text at the merge base. */
  readonly readThen: (path: string) => Promise<string | undefined>
}

/** Services whose part of the config changed. Throws where that cannot be told of any single one. */
export async function findChangedParts(question: PartsQuestion): Promise<(service: Service) => boolean> {
  const { config, place, tree, links } = question
  const changed = (file: string): boolean => {
    const path = repositoryPath(place, file)
    return path !== undefined && links.namesOf(path).some((name) => tree.at(name) !== undefined)
  }
  if (changed(diveRulesFile)) throw cannotTell(`${diveRulesFile} changed, and it holds for every service`)
  if (config.origin === 'inputs')
    throw cannotTell('the service is described by inputs, and what they were at the merge base is not known')
  if (config.origin === 'discovered') {
    if (configNames.some(changed)) throw cannotTell('the config was removed')
    // A pair that was found says nothing but the names of its files, and those are looked at as files.
    return () => false
  }
  const file = config.file ?? configNames[0]
  const path = repositoryPath(place, file)
  if (path === undefined) throw cannotTell(`the config ${file} is not in the repository`)
  if (!changed(file) && links.namesOf(path).some(question.isTracked)) return () => false
  const before = await readConfigThen({ place, file, readThen: question.readThen })
  if (before.was === 'invalid') throw cannotTell(`the config at the merge base does not hold: ${file}`)
  if (before.was === 'absent') throw cannotTell(`there was no config ${file} at the merge base`)
  const now = new Map((await parseNow(file, question)).map((service) => [service.name, service]))
  return ({ name }) => {
    const [one, other] = [before.services.get(name), now.get(name)]
    return one === undefined || other === undefined || !isSameService(one, other)
  }
}

/** Without what `.dive-ci` adds, which the text of the other side does not have either. */
async function parseNow(file: string, { cwd, config }: PartsQuestion): Promise<readonly Service[]> {
  if (!(await exists(resolve(cwd, diveRulesFile)))) return config.services
  const parsed = parseConfig((await readConfigText(cwd, file))?.text ?? '', file)
  return parsed.outcome === 'parsed' ? parsed.config.services : []
}

const cannotTell = (why: string): EnvironmentError => new EnvironmentError(why, '')
