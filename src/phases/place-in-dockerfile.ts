import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
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
  if (source.from !== 'dockerfile') return inside
  const { dockerfile: file, target, buildArgs } = source
  // It was built from a context elsewhere, with a Dockerfile that is there.
  const text = await readFile(resolve(cwd, file), 'utf8').catch(() => undefined)
  if (text === undefined) return inside
  return placeInside(inside, history, { dockerfile: text, buildArgs, ...(target && { target }) }, file)
}
