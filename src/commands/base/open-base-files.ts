import type { Service } from '../../core/domain/config.js'
import { openRepository } from '../../git/repository.js'
import { openWorkTree } from '../../git/work-tree.js'
import { placeIn } from '../scope/place-in.js'
import type { LaidOut, LayOutRequest } from './lay-out-base.js'
import { type BaseFiles, locate } from './locate.js'

/** The files of the base's commit, and the services with their base candidates among them. */
export async function openBaseFiles(request: LayOutRequest, commit: string): Promise<LaidOut> {
  const { services, cwd, runId, onProgress } = request
  const repository = await openRepository(request)
  const onNote = (text: string) => onProgress({ tell: 'note', text })
  const place = await placeIn(repository, cwd)
  const workTree = await openWorkTree(repository, { commit, runId, onNote })
  const remove = () => workTree[Symbol.asyncDispose]()
  try {
    const located = await locateAll(services, { place, cwd, tree: workTree.folder })
    return { services: located, [Symbol.asyncDispose]: remove }
  } catch (error) {
    await remove()
    throw error
  }
}

const locateAll = (services: readonly Service[], files: BaseFiles): Promise<readonly Service[]> =>
  Promise.all(
    services.map(async (service): Promise<Service> => {
      const { base } = service
      if (base?.from !== 'commit') return service
      return { ...service, base: { ...base, candidate: await locate(base.candidate, files) } }
    }),
  )
