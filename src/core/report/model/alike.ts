import type { Text } from '../../findings/text.js'
import { group } from '../../stats/facts-by-service.js'
import type { Owned } from './fix-once.js'
import type { Reason } from './reasons.js'

interface Told extends Owned {
  /** Its title begins with the name of a service. */
  readonly isOfVariant: boolean
}

const fewestAlike = 4
const mostNamed = 6

/**
 * What is word for word the same of several services is said once, where the first of them stands: forty times the same
 * hides what is not.
 */
export function alikeTogether(all: readonly Told[]): readonly Owned[] {
  const keyed = all.map((told, index) => ({ ...told, key: keyOf(told) ?? String(index) }))
  const alike = group(keyed, ({ key }) => key)
  return keyed.flatMap(({ reason, service, key }): Owned[] => {
    const same = (alike.get(key) ?? []).map((one) => one.reason)
    if (same.length < fewestAlike) return [{ reason, ...(service !== undefined && { service }) }]
    return same[0] === reason ? [{ reason: ofAll(same, reason) }] : []
  })
}

function keyOf({ reason: { title, explanation, fix }, isOfVariant }: Told): string | undefined {
  const [, ...rest] = title
  return isOfVariant ? JSON.stringify([rest, explanation, fix]) : undefined
}

function ofAll(same: readonly Reason[], { place, ...first }: Reason): Reason {
  const [, ...rest] = first.title
  const names = same
    .slice(0, mostNamed)
    .flatMap(({ title: [whose = ''] }, index): Text => [...(index === 0 ? [] : [', ']), whose])
  const more = same.length > mostNamed ? [` and ${same.length - mostNamed} more`] : []
  const isOnePlace = same.every((one) => JSON.stringify(one.place) === JSON.stringify(place))
  return { ...first, title: [...names, ...more, ...rest], ...(place && isOnePlace && { place }) }
}
