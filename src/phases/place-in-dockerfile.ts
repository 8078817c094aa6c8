import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { DockerfileTarget } from '../core/dockerfile/copied-files.js'
import { type Inside, placeInside } from '../core/dockerfile/place-inside.js'
import type { MadeStep } from '../core/dockerfile/trace-layers.js'
import type { Source } from '../core/domain/config.js'

/** Lines for what is in an image that was built here; as it was where there is no Dockerfile on this machine. */
export async function placeInDockerfile(
  inside: Inside,
  history: readonly MadeStep[],
  source: Source,
  cwd: string,
): Promise<Inside> {
  const target = await readDockerfile(source, cwd)
  return target === undefined ? inside : placeInside(inside, history, target, target.file)
}

/** Undefined also where it was built from a context elsewhere, with a Dockerfile that is there. */
export async function readDockerfile(
  source: Source,
  cwd: string,
): Promise<(DockerfileTarget & { readonly file: string }) | undefined> {
  if (source.from !== 'dockerfile') return undefined
  const { dockerfile: file, target, buildArgs } = source
  const text = await readFile(resolve(cwd, file), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : { file, dockerfile: text, buildArgs, ...(target && { target }) }
}
