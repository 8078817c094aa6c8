import { access, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isReference, isRemote } from '../../core/domain/build-context.js'
import type { Failure } from '../../core/domain/failure.js'
import type { BuildRequest } from './build-request.js'

/** What would fail later and less clearly: looked for before a builder is started. */
export async function checkSource({
  source,
  cwd,
  env,
}: Pick<BuildRequest, 'source' | 'cwd' | 'env'>): Promise<Failure | undefined> {
  const refuse = (message: string): Failure => ({
    reason: 'build-error',
    message,
    place: { file: source.dockerfile },
  })
  if (!isRemote(source.context)) {
    if (!(await isFolder(resolve(cwd, source.context))))
      return refuse(`the build context is no folder: ${source.context}`)
    if (!(await isFile(resolve(cwd, source.dockerfile))))
      return refuse(`there is no Dockerfile ${source.dockerfile}`)
  }
  for (const [name, context] of Object.entries(source.buildContexts)) {
    if (!isRemote(context) && !isReference(context) && !(await isFolder(resolve(cwd, context))))
      return refuse(`the build context ${name} is no folder: ${context}`)
  }
  for (const { id, env: name, file } of source.secrets) {
    if (name !== undefined && env[name] === undefined)
      return refuse(
        `the build secret ${id} is to come from the environment variable ${name}, which is not set`,
      )
    if (file !== undefined && !(await isReadable(resolve(cwd, file))))
      return refuse(`the build secret ${id} is to come from the file ${file}, which cannot be read`)
  }
  return undefined
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  )

const isReadable = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
