import type Docker from 'dockerode'
import type { ArchiveStream } from '../core/domain/archive-stream.js'
import type { EngineImage } from '../core/domain/engine-image.js'
import { engineMessage } from './engine-error.js'
import { exportImage } from './images.js'
import { findStore } from './store/find-store.js'
import { findStored } from './store/find-stored.js'

/** What `mapError` throws of what the engine answers is what comes out; by default the engine's own words. */
export function engineImage(
  docker: Docker,
  id: string,
  signal: AbortSignal,
  mapError: (error: unknown) => never = sayAsEngine,
): EngineImage {
  let archive: ArchiveStream | undefined
  return {
    id,
    async findStored() {
      try {
        const store = await findStore(docker, signal)
        return store && (await findStored(store, id))
      } catch {
        // Not permitted as a rule. What the engine exports is the same, and it says itself what is wrong with it.
        return undefined
      }
    },
    async openArchive() {
      archive = await exportImage(docker, id, signal).catch(mapError)
      return archive
    },
    get errored() {
      return archive?.errored ?? null
    },
  }
}

function sayAsEngine(error: unknown): never {
  throw new Error(engineMessage(error), { cause: error })
}
