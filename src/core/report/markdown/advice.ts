import type { Advice } from '../../domain/image/advice.js'
import { tellAdvice } from '../../findings/advice.js'
import { count, quantity } from '../../findings/quantity.js'
import { group } from '../../stats/facts-by-service.js'
import { escapeCode, escapeHtml, escapePieces } from '../escape-markdown.js'
import type { ServiceReport } from '../report.js'
import { namesWithin } from './names.js'
import { lazySection, type Section } from './section.js'
import { details } from './table.js'

export interface AdviceExtent {
  /** Where `services`, each has a fold of its own; else what saves most of all of them is in one. */
  readonly by: 'services' | 'bytes'
  /** Of one fold; the others are counted. */
  readonly most: number
  /** With the files that say so. */
  readonly explained: boolean
  /** Where the others are. */
  readonly elsewhere: string
}

const name = 'what would make it smaller'
const mostOfNames = 120

/** What would make candidates smaller, folded away: it is for whoever has the time, and no part of the verdict. */
export function adviceSections(services: readonly ServiceReport[], extent: AdviceExtent): readonly Section[] {
  const advised = services.filter(({ advice }) => advice.length > 0)
  if (extent.by === 'services' || services.length === 1)
    return advised.map(({ service, advice }) =>
      lazySection(name, () =>
        fold(
          escapeHtml(service, 80),
          advice.map((change) => ({ change })),
          extent,
        ),
      ),
    )
  const changes = acrossServices(advised)
  const what = count(advised.length, 'service')
  return changes.length === 0 ? [] : [lazySection(name, () => fold(what, changes, extent))]
}

/** The same change may serve several: they are built from one context, or with one Dockerfile. */
function acrossServices(advised: readonly ServiceReport[]): readonly Change[] {
  const all = advised.flatMap(({ service, advice }) => advice.map((change) => ({ change, service })))
  return [...group(all, ({ change }) => JSON.stringify(change)).values()]
    .flatMap((same) => {
      const [first] = same
      return first ? [{ change: first.change, services: same.map(({ service }) => service) }] : []
    })
    .sort((one, other) => other.change.savedBytes - one.change.savedBytes)
}

interface Change {
  readonly change: Advice
  /** Where the fold is of several. */
  readonly services?: readonly string[]
}

function fold(
  what: string,
  changes: readonly Change[],
  { most, explained, elsewhere }: AdviceExtent,
): string {
  const rest = changes.length - most
  return details(
    `What would make ${what} smaller: ${gistOf(changes)}`,
    [
      ...changes.slice(0, most).map((one) => listItem(one, explained)),
      ...(rest > 0 ? [`- and ${count(rest, 'change')} more: ${elsewhere}`] : []),
    ].join('\n'),
  )
}

/** A context is no image: a reader is told of which the bytes are. */
function gistOf(changes: readonly Change[]): string {
  const largest = (isContext: boolean) =>
    changes.find(({ change }) => (change.kind === 'ignore-line') === isContext)?.change.savedBytes
  const [image, context] = [largest(false), largest(true)]
  const bytes = [
    ...(image === undefined ? [] : [`${quantity(image, 'bytes')} of the image`]),
    ...(context === undefined ? [] : [`${quantity(context, 'bytes')} of the build context`]),
  ].join(', ')
  return changes.length === 1 ? `one change, ${bytes}` : `${changes.length} changes, the largest ${bytes}`
}

function listItem({ change, services }: Change, explained: boolean): string {
  const { title, explanation, fix } = tellAdvice(change)
  const whose = services ? `${namesWithin(services, (one) => escapeCode(one, 80), mostOfNames)}: ` : ''
  // Without a change beside it the explanation is what is left to say.
  const said = explained || fix === undefined ? escapePieces(explanation) : ''
  return [
    `- ${whose}**${escapePieces(title)}.** ${said}`.trimEnd(),
    ...(fix ? [`  <br>Try: ${escapePieces(fix)}`] : []),
  ].join('\n')
}
