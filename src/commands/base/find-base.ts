import type { Base, Service, Variant } from '../../core/domain/config.js'
import { EnvironmentError } from '../../core/domain/errors.js'
import { configNames } from '../../files/config-file.js'
import { listChangedPaths } from '../../git/changed-paths.js'
import { openRepository } from '../../git/repository.js'
import { readAtCommit } from '../../git/tracked-files.js'
import { type ConfigThen, readConfigThen } from '../scope/config-then.js'
import { lookBack } from '../scope/look-back.js'
import { placeIn } from '../scope/place-in.js'
import type { BaseRequest } from './with-base.js'

/** For each service what it is held against. */
export async function findBase(request: BaseRequest): Promise<(service: Service) => Base> {
  const { base, config } = request
  if (base === undefined) return () => nowhere('no base is named, and this is no pull request')
  try {
    const repository = await openRepository(request)
    const { commit } = await lookBack(repository, { ...request, base })
    if ((await listChangedPaths(repository, commit)).length === 0)
      return () => nowhere(`nothing differs from ${commit.slice(0, 12)}`)
    const then = await readConfigThen({
      place: await placeIn(repository, request.cwd),
      file: config.file ?? configNames[0],
      readThen: (path) => readAtCommit(repository, commit, path),
    })
    return (service) => baseOf(service, then, commit)
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    const why = [error.message, error.advice].filter((part) => part !== '').join('; to change that: ')
    return () => ({ from: 'nowhere', because: why, failed: true })
  }
}

const nowhere = (because: string): Base => ({ from: 'nowhere', because })

/** A repository that had no config yet may have had the candidate all the same, under the names that it has now. */
function baseOf(service: Service, then: ConfigThen, commit: string): Base {
  if (then.was === 'invalid')
    return { from: 'nowhere', because: 'the config of the base branch does not hold', failed: true }
  if (then.was === 'absent')
    return { from: 'commit', commit, candidate: placeless(service.candidate, service) }
  const before = then.services.get(service.name)
  if (before === undefined) return nowhere(`the base branch has no service ${service.name}`)
  return { from: 'commit', commit, candidate: placeless(before.candidate, service) }
}

/** Its lines are those of another state. Which builds are timed is this state's question. */
function placeless({ place: _, builds: __, ...variant }: Variant, { candidate }: Service): Variant {
  return { ...variant, ...(candidate.builds && { builds: candidate.builds }) }
}
