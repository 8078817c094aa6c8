import type { Finding } from '../domain/finding.js'

/**
 * Findings about an image that is held against another: what both have is nothing that the move brought, so it is a
 * note, however grave it is.
 */
export function noteKnownBefore<One extends Finding>(
  findings: readonly One[],
  before: readonly Finding[],
): readonly One[] {
  const known = new Set(before.map(causeOf))
  return findings.map((one) => (known.has(causeOf(one)) ? { ...one, level: 'note' } : one))
}

/** What there was before and is no more. */
export function goneSince<One extends Finding>(
  before: readonly One[],
  findings: readonly Finding[],
): readonly One[] {
  const known = new Set(findings.map(causeOf))
  return before.filter((one) => !known.has(causeOf(one)))
}

/** The same matter in another image: layers, paths and counts may differ, versions too. */
function causeOf(finding: Finding): string {
  if (finding.tag === 'image-binary') {
    const { tag, kind, wanted, library, package: brought } = finding
    return JSON.stringify([tag, kind, kind === 'version-absent' ? library : wanted, brought?.name])
  }
  if (finding.tag === 'image-start') return JSON.stringify([finding.tag, finding.kind, finding.wanted])
  if (finding.tag === 'image-posture') return JSON.stringify([finding.tag, finding.kind])
  if (finding.tag === 'image-secret') {
    const { tag, kind, where, path, name } = finding
    return JSON.stringify([tag, kind, where, path, name])
  }
  const { level, place, ...rest } = finding
  return JSON.stringify(rest)
}
