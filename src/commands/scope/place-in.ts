import { realpath } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import type { WorkPlace } from '../../core/plan/repository-path.js'
import type { Repository } from '../../git/repository.js'

/** Where in its repository a run works, whatever links lead there. */
export const placeIn = async ({ top }: Repository, cwd: string): Promise<WorkPlace> => ({
  top,
  folder: relative(top, await realpath(cwd)).replaceAll(sep, '/'),
})
