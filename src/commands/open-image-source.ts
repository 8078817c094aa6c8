import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import type { ArchiveStream } from '../core/domain/archive-stream.js'
import type { EngineImage } from '../core/domain/engine-image.js'
import { EnvironmentError, UsageError } from '../core/domain/errors.js'
import { type ImageFile, openImageFile } from '../files/open-image-file.js'

export interface ImageSource {
  readonly image: ImageFile | ArchiveStream | EngineImage
  readonly from: 'stdin' | 'file' | 'engine'
}

export interface ImageSourceRequest {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: Readable
  readonly signal: AbortSignal
}

/** What a name on the command line means: `-`, a file or a folder where there is one, else an image on the engine. */
export async function openImageSource(name: string, request: ImageSourceRequest): Promise<ImageSource> {
  const { cwd, env, stdin, signal } = request
  if (name === '') throw new UsageError('the name of an image is empty')
  if (name === '-') return { image: stdin, from: 'stdin' }
  const file = await openImageFile(resolve(cwd, name))
  if (file.outcome === 'opened') return { image: file.bytes, from: 'file' }
  if (file.outcome === 'refused' && isPath(name)) throw new UsageError(file.why)
  if (file.outcome === 'absent' && /^[./~]/.test(name))
    throw new UsageError(`there is no file or folder ${name}`)
  const [{ connect }, { openEngineImage }] = await Promise.all([
    import('../docker/connect.js'),
    import('../docker/open-image.js'),
  ])
  const image = await openEngineImage(connect(env), name, signal)
  if (image !== undefined) return { image, from: 'engine' }
  const beside = file.outcome === 'refused' ? file.why : 'no file or folder has that name'
  throw new UsageError(
    `there is no image ${name} on the engine, and ${beside}: docker pull ${name}, or name an archive`,
  )
}

/** An engine that went away in the middle is no fault of the image. */
export function lostSource({ image, from }: ImageSource, name: string): EnvironmentError | undefined {
  if (from !== 'engine' || !('errored' in image) || !image.errored) return undefined
  return new EnvironmentError(
    `the engine stopped while it exported ${name}: ${image.errored.message}`,
    'see whether the engine runs, and what its own log says',
    { cause: image.errored },
  )
}

/** Many a folder has the name of an image; nobody means an image by `./web`. */
const isPath = (name: string): boolean => /^[./~]|\/$|\.(?:tar|tgz|gz|zst|oci)$/.test(name)
