import type { Cause } from '../domain/cause.js'
import type { FirstProcess } from '../domain/instance.js'

const shells: ReadonlySet<string> = new Set(['sh', 'ash', 'bash', 'dash', 'ksh', 'zsh'])

/** Why a signal changed nothing, by what stood there as process 1 when the time was up. */
export function recogniseIgnoredSignal({ command, handles }: FirstProcess): Cause {
  const [first = '', second = ''] = command.split(' ').map((word) => word.split('/').at(-1) ?? '')
  if (shells.has(first) || (first === 'busybox' && shells.has(second))) return 'shell-first'
  return handles ? 'slow-to-end' : 'signal-unhandled'
}
