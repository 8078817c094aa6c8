import type { EngineImage } from '../core/domain/engine-image.js'
import { EnvironmentError, UsageError } from '../core/domain/errors.js'
import type { Connection } from './connect.js'
import { engineMessage, isEngineLost } from './engine-error.js'
import { engineImage } from './engine-image.js'
import { imageId } from './images.js'
import { requireEngine } from './preflight.js'

/** An image that the engine has; undefined where it has none, for nothing is pulled. */
export async function openEngineImage(
  connection: Connection,
  name: string,
  signal: AbortSignal,
): Promise<EngineImage | undefined> {
  const asked = imageId(connection.docker, name)
  // What is wrong with the engine as a whole is told first.
  asked.catch(() => {})
  await requireEngine(connection)
  const mapError = (error: unknown): never => {
    if (signal.aborted) throw error
    const advice = 'see whether the engine runs, and what its own log says'
    if (isEngineLost(error)) throw new EnvironmentError(engineMessage(error), advice, { cause: error })
    throw new UsageError(`the engine cannot give ${name}: ${engineMessage(error)}`, { cause: error })
  }
  const id = await asked.catch(mapError)
  return id === undefined ? undefined : engineImage(connection.docker, id, signal, mapError)
}
