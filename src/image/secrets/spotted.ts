import type { SecretKind } from '../../core/domain/image/secret.js'

/** Where in a text a secret stands. What stands there is told to nobody. */
export interface Spotted {
  readonly kind: SecretKind
  readonly start: number
  readonly end: number
  /** Of the variable it is assigned to. */
  readonly name?: string
}

/** In the order of the text; of two that overlap, the one that was told first. */
export function apart(all: readonly Spotted[]): readonly Spotted[] {
  const kept: Spotted[] = []
  for (const one of all)
    if (!kept.some(({ start, end }) => one.start < end && start < one.end)) kept.push(one)
  return kept.sort((a, b) => a.start - b.start)
}
