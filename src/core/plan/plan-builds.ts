import type { Service } from '../domain/config.js'
import type { BuildKind } from '../domain/facts.js'
import type { VariantRef } from '../domain/variant.js'
import { orderOf, refOfTurn } from '../stats/pairs.js'
import { buildsBase } from './with-base.js'

/** One build for its duration alone. */
export interface BuildStep {
  readonly ref: VariantRef
  readonly kind: BuildKind
  readonly pair: number
  readonly warmUp: boolean
}

/**
 * Cold builds once, for they cost most and leave the cache full; warm ones after one that warms up; rebuilds after one of
 * the unchanged context, which is no sample. Baseline and candidate in turn, as with starts.
 */
export function buildsOf(service: Service): BuildStep[] {
  const pairs = service.builds?.pairs ?? 0
  const stepsOf = (kind: BuildKind, from: number, to: number): BuildStep[] =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index).flatMap((pair) =>
      orderOf(pair, buildsBase(service, kind))
        .filter((turn) => Boolean(service[turn === 'base' ? 'candidate' : turn].builds?.[kind]))
        .map((turn) => ({
          ref: refOfTurn(service.name, turn),
          kind,
          pair,
          warmUp: pair === 0,
        })),
    )
  return [...stepsOf('cold', 1, 1), ...stepsOf('warm', 0, pairs), ...stepsOf('rebuild', 1, pairs)]
}
