import type { Instance } from '../../core/domain/instance.js'
import { type Knocked, knock } from '../../probe/knock.js'
import type { TcpRequest } from '../../probe/tcp.js'
import { type Observed, recent } from './forecast.js'

/**
 * Counts can be the same although one socket went and another came between two looks; so now and then it is tried
 * whatever they say.
 */
const mostUntried = 15
/** So many of the starts before must have been refused at the same counts. What was only believed teaches nothing. */
const startsAlike = 2

export interface Knocker {
  /** Whether its sockets can be counted: then most looks cost next to nothing. */
  readonly isCheap: boolean
  /** Nobody has begun to listen, so a knock would be refused. Asked right before each. */
  isSurelyClosed(): boolean
  knock(ask: TcpRequest): Promise<Knocked>
  /** For the starts that follow. */
  learned(): Pick<Observed, 'refusedAt'>
  close(): void
}

/**
 * Knocks at a port of an instance. Where its sockets can be counted from outside, and are as many as when a knock was
 * refused, be it in the starts before, nobody has begun to listen, and the instance is left alone: a knock that is refused
 * takes as much processor time as ten counts.
 */
export function openKnocker(instance: Instance, earlier: readonly Observed[] = []): Knocker {
  const counter = instance.openSocketCounter?.()
  let closedAt = countsWhileClosed(earlier)
  let counts: string | undefined
  let refusedAt: string | undefined
  let untried = 0
  return {
    isCheap: counter !== undefined,
    isSurelyClosed() {
      // Before the knock: who begins to listen right after it must be seen as a change.
      counts = counter?.count()
      untried += 1
      return counts !== undefined && counts === closedAt && untried <= mostUntried
    },
    async knock(ask) {
      untried = 0
      const knocked = await knock(ask)
      closedAt = knocked.outcome === 'closed' && knocked.isRefused ? counts : undefined
      refusedAt = closedAt ?? refusedAt
      return knocked
    },
    learned: () => (refusedAt === undefined ? {} : { refusedAt }),
    close: () => counter?.close(),
  }
}

function countsWhileClosed(earlier: readonly Observed[]): string | undefined {
  const seen = earlier.slice(-recent).flatMap(({ refusedAt }) => refusedAt ?? [])
  const [first] = seen
  return seen.length >= startsAlike && seen.every((counts) => counts === first) ? first : undefined
}
