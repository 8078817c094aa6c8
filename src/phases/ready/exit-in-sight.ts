import type { Exit, Instance } from '../../core/domain/instance.js'
import { orAfter } from './patience.js'

/** The engine tells of an exit a moment after connections broke: once it has torn down the network and the mounts. */
const becomesKnownMs = 300
/** On a machine under load that moment is long; where the process is seen to be gone, waiting is not in vain. */
const surelyBecomesKnownMs = 10_000

/** The exit of an instance that seems to be gone; undefined where it is still there. */
export async function exitInSight(instance: Instance): Promise<Exit | undefined> {
  const exit = await orAfter(instance.exited, becomesKnownMs, undefined)
  if (exit !== undefined || !(await instance.isEnding?.())) return exit
  return orAfter(instance.exited, surelyBecomesKnownMs, undefined)
}
