import type { Finding } from '../domain/finding.js'
import { isFloating } from '../domain/image/floating-base.js'
import type { ImageInsight } from '../domain/image/insight.js'
import type { DockerfileTarget } from './copied-files.js'
import { type FinalChain, finalChain } from './final-chain.js'
import { placeLayers, placeOfLayer } from './place-layers.js'
import { placeOfConfig } from './place-of-config.js'
import type { MadeStep } from './trace-layers.js'

export interface Inside {
  readonly insight: ImageInsight
  readonly findings: readonly Finding[]
}

/** What is in an image, with the lines of its Dockerfile where they can be told, and what only the Dockerfile tells. */
export function placeInside(
  { insight, findings }: Inside,
  history: readonly MadeStep[],
  target: DockerfileTarget,
  file: string,
): Inside {
  const chain = finalChain(target)
  const placed = placeLayers(insight, history, chain, file)
  // The Dockerfile of another image says nothing of this one.
  const isTraced = placed.layers.some(({ place }) => place !== undefined)
  const inConfig = (finding: Finding): Finding => {
    const set = isTraced && finding.place === undefined ? placeOfConfig(finding, chain.steps) : undefined
    return set === undefined ? finding : { ...finding, place: { file, line: set.line, column: set.column } }
  }
  const isFound = findings.some((one) => one.tag === 'image-posture' && one.kind === 'floating-base')
  return {
    insight: placed,
    findings: [
      ...findings.map((finding) => withPlace(finding, placed)).map(inConfig),
      ...(isFound ? [] : floatingBase(chain, file)),
    ],
  }
}

function withPlace(finding: Finding, insight: ImageInsight): Finding {
  if (finding.place !== undefined || !('layer' in finding) || typeof finding.layer !== 'number')
    return finding
  const place = placeOfLayer(insight, finding.layer)
  const again = 'againBy' in finding ? finding.againBy : undefined
  const againPlace = again === undefined ? undefined : placeOfLayer(insight, again)
  return { ...finding, ...(place && { place }), ...(againPlace && { againPlace }) }
}

/** The image itself seldom says what it was built on. */
function floatingBase({ base }: FinalChain, file: string): readonly Finding[] {
  if (base === undefined || /^$|^scratch$|\$/.test(base.image) || !isFloating(base.image)) return []
  const { line, column } = base.from
  return [
    {
      tag: 'image-posture',
      kind: 'floating-base',
      level: 'note',
      examples: [base.image],
      count: 1,
      place: { file, line, column },
    },
  ]
}
