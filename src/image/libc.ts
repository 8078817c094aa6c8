import type { ImageInsight } from '../core/domain/image/insight.js'
import type { ImageView } from './view/image-view.js'

const folders = ['lib', 'lib64', 'usr/lib', 'usr/lib64']

/** Which C library the image has, by the loaders that lie in it. */
export function libcOf(view: ImageView): ImageInsight['libc'] {
  const names = folders.flatMap((folder) => {
    const at = view.resolve(folder)?.path
    return at === undefined
      ? []
      : view.list(at).flatMap((name) => (isLoader(view, `${at}/${name}`) ? [name] : []))
  })
  // Alpine's gcompat puts a loader of glibc's name there that is none.
  const hasMusl = names.some((name) => name.startsWith('ld-musl-'))
  const hasGlibc = names.some((name) => name.startsWith('ld-linux') || /^ld64?\.so\./.test(name))
  return hasMusl && hasGlibc ? 'both' : hasMusl ? 'musl' : hasGlibc ? 'glibc' : 'none'
}

const isLoader = (view: ImageView, path: string): boolean =>
  /\/ld-(?:musl-|linux)|\/ld64?\.so\./.test(path) && view.resolve(path)?.kind === 'file'
