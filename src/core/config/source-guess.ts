import { shown } from './config-error.js'
import { fileNameOf } from './file-paths.js'

export interface GuessedSource {
  readonly dockerfile?: string
  readonly archive?: string
  readonly image?: string
}

export type Guess = { readonly source: GuessedSource } | { readonly refused: string }

/** Tells a Dockerfile, an archive and an image apart by name and by what is there. */
export function guessSource(typed: string, isFile: (path: string) => boolean): Guess {
  const isArchive = /\.(?:tar|tar\.gz|tgz)$/.test(typed)
  if (isFile(typed)) return { source: isArchive ? { archive: typed } : { dockerfile: typed } }
  if (isArchive) return { refused: `names the archive ${shown(typed)}, which is not there` }
  if (looksLikePath(typed)) {
    return {
      refused: `names the Dockerfile ${shown(typed)}, which is not there: paths begin in the folder that the run works in`,
    }
  }
  return { source: { image: typed } }
}

/** The name of an image has no capital letter, so `docker/Dockerfile.alpine` is none, and `docker/dockerfile:1` is one. */
const looksLikePath = (typed: string): boolean =>
  /^(?:\.{0,2}\/|~)/.test(typed) ||
  /Dockerfile|Containerfile/.test(typed) ||
  /^(?:docker|container)file(?:\.[\w.-]+)?$|\.(?:docker|container)file$/.test(fileNameOf(typed))
