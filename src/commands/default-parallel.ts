import { availableParallelism } from 'node:os'

/** More than four at once gains little on a runner and makes the suites' times say less. */
export const defaultParallel = (): number => Math.min(4, availableParallelism())
