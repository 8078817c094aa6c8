import type { ImageView } from '../../view/image-view.js'

/** What is loaded before all that a program asks for. */
export interface Preload {
  /** A name to be looked for, or a path. */
  readonly name: string
  /** What names it. */
  readonly by: 'LD_PRELOAD' | typeof FILE
}

/** Read by glibc alone. */
const FILE = '/etc/ld.so.preload'

export function readPreloads(view: ImageView, env: readonly string[]): readonly Preload[] {
  const variable = env.find((one) => one.startsWith('LD_PRELOAD='))?.slice('LD_PRELOAD='.length) ?? ''
  const file = view.resolve(FILE)?.inode.entry.captured?.text ?? ''
  const namesIn = (text: string) => text.split(/[\s:]+/).filter((name) => name !== '')
  return [
    ...namesIn(variable).map((name) => ({ name, by: 'LD_PRELOAD' }) as const),
    ...namesIn(file.replace(/#.*/g, '')).map((name) => ({ name, by: FILE }) as const),
  ]
}
