import type { Finding } from '../../core/domain/finding.js'
import type { Hidden } from '../view/image-view.js'

/**
 * What is wrong with a file came with the layer that brought it, not with a later `chmod` that only wrote it again: such a
 * finding names both.
 */
export function nameBringers(findings: readonly Finding[], rewritten: readonly Hidden[]): readonly Finding[] {
  const before = new Map(rewritten.map(({ path, layer, by }) => [`${by} ${path}`, layer]))
  const bringerOf = (path: string, layer: number): number => {
    const earlier = before.get(`${layer} ${path}`)
    return earlier === undefined ? layer : bringerOf(path, earlier)
  }
  return findings.map((finding) => {
    const paths = pathsOf(finding)
    const last = 'layer' in finding ? finding.layer : undefined
    if (last === undefined || paths.length === 0) return finding
    const bringers = new Set(paths.map((path) => bringerOf(path, last)))
    const [layer] = bringers
    return layer === undefined || layer === last || bringers.size > 1
      ? finding
      : { ...finding, layer, againBy: last }
  })
}

function pathsOf(finding: Finding): readonly string[] {
  if (finding.tag === 'image-binary') return finding.paths
  return finding.tag === 'image-secret' && finding.where === 'file' ? [finding.path ?? ''] : []
}
