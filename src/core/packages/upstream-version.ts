import type { Package } from '../domain/image/insight.js'

/** A version as those who wrote the software name it: `3.0.15` of `3.0.15-1~deb12u1`, `3.3.2` of `3.3.2-r0`. */
export function upstreamVersion({ from, version }: Pick<Package, 'from' | 'version'>): string {
  if (from === 'deb') return ofDebian(version)
  if (from === 'apk') return version.replace(/-r\d+$/, '').replace(/_(?=p\d)/, '')
  if (from === 'rpm') return withoutRevision(version.replace(/^\d+:/, ''))
  if (from === 'go') return version.replace(/^v(?=\d)/, '').replace(/\+incompatible$/, '')
  return version
}

const ofDebian = (version: string): string =>
  withoutRevision(version.replace(/^\d+:/, ''))
    // Sources without what Debian may not ship, and what was built again for an older release.
    .replace(/[.+~-](?:dfsg|ds|repack|repacked|git|really|deb\d+u\d+|nmu).*$/, '')

const withoutRevision = (version: string): string => {
  const dash = version.lastIndexOf('-')
  return dash > 0 ? version.slice(0, dash) : version
}

/** Below zero: the first is older. Numbers by their value, letters behind the number they follow, `rc` and its like before it. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [partsOf(one), partsOf(other)]
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = compareParts(left[at], right[at])
    if (order !== 0) return order
  }
  return 0
}

const partsOf = (version: string): readonly string[] =>
  // What follows a plus says how it was built.
  version
    .replace(/^v(?=\d)/, '')
    .replace(/\+.*$/, '')
    .match(/\d+|[a-z]+|~/gi) ?? []

const early = /^(?:~|alpha|beta|rc|pre|preview|dev|canary|next|snapshot)$/i

const NUMBER = 3

/** Where one version ends and the other goes on, it is the older one, unless the other says it is early. */
function rank(part: string | undefined): number {
  if (part === undefined) return 1
  if (/^\d/.test(part)) return NUMBER
  return early.test(part) ? 0 : 2
}

function compareParts(one: string | undefined, other: string | undefined): number {
  const order = rank(one) - rank(other)
  if (order !== 0 || one === undefined || other === undefined) return Math.sign(order)
  if (rank(one) !== NUMBER) return one < other ? -1 : one > other ? 1 : 0
  // Longer than numbers are exact: by their length, then their digits.
  const [a, b] = [one.replace(/^0+(?=\d)/, ''), other.replace(/^0+(?=\d)/, '')]
  return Math.sign(a.length - b.length) || (a < b ? -1 : a > b ? 1 : 0)
}
