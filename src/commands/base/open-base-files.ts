import type { Service } from '../../core/domain/config.js'
import { openRepository } from '../../git/repository.js'
import { openWorkTree } from '../../git/work-tree.js'
import { placeIn } from '../scope/place-in.js'
import type { LaidOut, LayOutRequest } from './lay-out-base.js'
import { locate } from './locate.js'

/** The files of the base's commit, and the services with their base candidates among them. */
export async function openBaseFiles(request: LayOutRequest, commit: string): Promise<LaidOut> {
  const { services, cwd, runId, onProgress } = request
  const repository = await openRepository(request)
  const onNote = (text: string) => onProgress({ tell: 'note', text })
  const workTree = await openWorkTree(repository, { commit, runId, onNote })
  const files = { place: await placeIn(repository, cwd), cwd, tree: workTree.folder }
  const located = services.map(async (service): Promise<Service> => {
    const { base } = service
    if (base?.from !== 'commit') return service
    return { ...service, base: { ...base, candidate: await locate(base.candidate, files) } }
  })
  return {
    services: await Promise.all(located),
    [Symbol.asyncDispose]: () => workTree[Symbol.asyncDispose](),
  }
}
