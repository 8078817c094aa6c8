import type { Instance } from '../../core/domain/instance.js'
import { lastLines } from '../../core/smoke/last-lines.js'
import { orAfter } from './patience.js'

/** Everything an instance printed, or nothing where that cannot be had any more: a failure must be told all the same. */
export async function readLogIfPossible(instance: Instance): Promise<string> {
  return orAfter(instance.readLog(), 2000, '')
}

export async function readLogTail(instance: Instance): Promise<readonly string[]> {
  return lastLines(await readLogIfPossible(instance))
}
