import type { StartAccount } from '../core/domain/instance.js'
import type { EngineClock } from './clock/engine-clock.js'
import type { EngineEvents } from './events.js'
import { fitWithin, holdAgainst } from './witness.js'

export interface AccountRequest {
  readonly containerId: string
  readonly clock: EngineClock
  readonly events: EngineEvents
  readonly askedAt: number
  readonly createdAt: number
  readonly answeredAt: number
  /** `State.StartedAt` on the engine's clock. */
  readonly startedWallMs: number | undefined
}

/** What the engine says of one start, on our clock, held against what we saw of it. */
export async function readAccount(request: AccountRequest, signal: AbortSignal): Promise<StartAccount> {
  const { containerId, clock, events, askedAt, createdAt, answeredAt, startedWallMs } = request
  if (!(await clock.isOurs())) return { witness: { refused: 'engine-elsewhere' } }
  const [created, started] = await Promise.all(
    ['create', 'start'].map((action) => events.toldAt(containerId, action, signal)),
  )
  if (clock.wasSetSince(askedAt)) return { witness: { refused: 'clock-set' } }
  const place = <Name extends string>(name: Name, wallMs: number | undefined) =>
    wallMs === undefined ? {} : ({ [name]: clock.momentOf(wallMs) } as { readonly [_ in Name]: number })
  const startedAt = startedWallMs === undefined ? undefined : clock.momentOf(startedWallMs)
  const witness = holdAgainst({
    askedAt,
    createdAt,
    answeredAt,
    ...place('createEventAt', created),
    ...(startedAt === undefined ? {} : { processStartedAt: startedAt }),
    ...place('startEventAt', started),
  })
  const processStartedAt = startedAt === undefined ? undefined : fitWithin(startedAt, createdAt, answeredAt)
  return { witness, ...(witness.refused || processStartedAt === undefined ? {} : { processStartedAt }) }
}
