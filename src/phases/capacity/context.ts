import type { CopiesBound, ReadMemoryRoom } from '../../core/domain/capacity.js'
import type { RunContext } from '../run-context.js'

export interface CapacityContext extends RunContext {
  /** What the machine has left, asked before each level and all through it. */
  readonly readRoom: ReadMemoryRoom
  readonly bound: CopiesBound
}
