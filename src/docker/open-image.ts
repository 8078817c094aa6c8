import type { ArchiveStream } from '../core/domain/archive-stream.js'
import { EnvironmentError, UsageError } from '../core/domain/errors.js'
import type { Connection } from './connect.js'
import { engineMessage, isEngineLost } from './engine-error.js'
import { exportImage, imageId } from './images.js'
import { requireEngine } from './preflight.js'

/** An image that the engine has, as the archive that it exports; undefined where it has none, for nothing is pulled. */
export async function openEngineImage(
  connection: Connection,
  name: string,
  signal: AbortSignal,
): Promise<ArchiveStream | undefined> {
  const asked = imageId(connection.docker, name)
  // What is wrong with the engine as a whole is told first.
  asked.catch(() => {})
  await requireEngine(connection)
  try {
    const id = await asked
    return id === undefined ? undefined : await exportImage(connection.docker, id, signal)
  } catch (error) {
    if (signal.aborted) throw error
    const advice = 'see whether the engine runs, and what its own log says'
    if (isEngineLost(error)) throw new EnvironmentError(engineMessage(error), advice, { cause: error })
    throw new UsageError(`the engine cannot give ${name}: ${engineMessage(error)}`, { cause: error })
  }
}
