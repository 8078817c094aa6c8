import type { ImageConfig } from '../image-config.js'
import type { ImageView } from '../view/image-view.js'
import type { LevelledMatter } from './audit-start.js'

const isNumber = (word: string): boolean => /^\d+$/.test(word)

/** Who the container runs as, by the image's own files; a number needs no entry. */
export function auditUser(view: ImageView, { user }: ImageConfig): readonly LevelledMatter[] {
  const [name = '', group = ''] = user.split(':')
  const isAbsent = (word: string, file: string): boolean => {
    if (word === '' || isNumber(word)) return false
    const names = namesIn(view, file)
    return names !== undefined && !names.some(([one]) => one === word)
  }
  return [
    ...(isAbsent(name, '/etc/passwd') ? [{ kind: 'user-absent', level: 'fail', wanted: name } as const] : []),
    ...(isAbsent(group, '/etc/group')
      ? [{ kind: 'group-absent', level: 'fail', wanted: group } as const]
      : []),
  ]
}

/** The number a user runs as; undefined where it cannot be said. */
export function userNumber(view: ImageView, { user }: ImageConfig): number | undefined {
  const [name = ''] = user.split(':')
  if (name === '') return 0
  if (isNumber(name)) return Number(name)
  const number = namesIn(view, '/etc/passwd')?.find(([one]) => one === name)?.[2]
  return number !== undefined && isNumber(number) ? Number(number) : undefined
}

/** The fields of each line; undefined where the file was too large to be kept. */
export function namesIn(view: ImageView, file: string): readonly (readonly string[])[] | undefined {
  const found = view.resolve(file)
  const captured = found?.inode.entry.captured
  if (found !== undefined && found.sizeBytes > 0 && captured?.text === undefined) return undefined
  return (captured?.text ?? '').split('\n').map((line) => line.split(':'))
}
