import { type Finding, isImageFinding } from '../domain/finding.js'
import type { ContextInsight } from '../domain/image/context.js'
import type { ImageInside } from '../domain/image/inside.js'
import type { ImageInsight, Package, WasteInsight } from '../domain/image/insight.js'

const mostPackages = 2000
const mostWasted = 20
const mostExamples = 3
const mostFindings = 200
/** Of a path or a command. */
const longestText = 300

/** What a run record keeps of an image: as much as reports and comparisons tell, and no more of an image that has too much. */
export function keepInside(insight: ImageInsight, findings: readonly Finding[]): ImageInside {
  const { packages, more } = keepPackages(insight.packages)
  const { waste } = insight
  return shorten({
    ...insight,
    waste: keepWaste(waste),
    packages,
    ...(more > 0 && { morePackages: more }),
    findings: findings.filter(isImageFinding).slice(0, mostFindings),
  })
}

/** Of every pair of layers its largest files are kept too: they are what advice shows. */
function keepWaste(waste: WasteInsight): WasteInsight {
  const byLayers = waste.byLayers.slice(0, mostWasted)
  const examples = byLayers.flatMap(({ layer, by, how }) =>
    waste.files
      .filter((file) => file.layer === layer && file.by === by && file.how === how)
      .slice(0, mostExamples),
  )
  const kept = new Set([...waste.files.slice(0, mostWasted), ...examples])
  return { ...waste, byLayers, files: waste.files.filter((file) => kept.has(file)) }
}

/** Of a context too: its paths are somebody's. */
export const keepContext = (context: ContextInsight): ContextInsight => shorten(context)

/** Every text in it cut: an image may hold any. */
function shorten<Value>(value: Value): Value
function shorten(value: unknown): unknown {
  if (typeof value === 'string') return value.length > longestText ? `${value.slice(0, longestText)}…` : value
  if (Array.isArray(value)) return value.map((one) => shorten(one))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shorten(one)]))
}

/** Of copies in several places one is kept, with the bytes of all and without its place: most packages of npm are there more than once. */
function keepPackages(all: readonly Package[]): { packages: readonly Package[]; more: number } {
  const kept = new Map<string, Package>()
  for (const { path, ...one } of all) {
    const key = `${one.from} ${one.name} ${one.version}`
    const installedBytes = (kept.get(key)?.installedBytes ?? 0) + (one.installedBytes ?? 0)
    kept.set(key, { ...one, ...(installedBytes > 0 && { installedBytes }) })
  }
  return {
    packages: [...kept.values()].slice(0, mostPackages),
    more: Math.max(0, kept.size - mostPackages),
  }
}
