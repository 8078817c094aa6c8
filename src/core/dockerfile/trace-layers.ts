import type { Instruction } from '../domain/dockerfile.js'
import { likeness } from './same-step.js'

/** One step of an image's history. Foreign text. */
export interface MadeStep {
  readonly createdBy: string
  /** It made no layer. */
  readonly isEmpty: boolean
}

/** No Dockerfile has as many; a history that has is cut off at its old end. */
const mostSteps = 500

/**
 * The instruction that made each layer, lowest first; undefined for those of the base and for what fits none.
 * The image is the end of its history, in the order of the Dockerfile: of all ways to lay one along the other, the
 * likeliest. Where most of the Dockerfile fits nothing, it is the Dockerfile of another image and nothing is said.
 */
export function traceLayers(
  history: readonly MadeStep[],
  instructions: readonly Instruction[],
  layerCount: number,
): readonly (Instruction | undefined)[] {
  const nothing = Array.from({ length: layerCount }, () => undefined)
  // Squashed and imported images have more layers than history, or none of it.
  if (history.filter(({ isEmpty }) => !isEmpty).length !== layerCount) return nothing
  const skipped = Math.max(0, history.length - mostSteps)
  const found = layAlong(instructions.slice(-mostSteps), history.slice(skipped))
  const made = new Set(found.values())
  const makers = instructions.filter(({ keyword }) => /^(?:RUN|COPY|ADD)$/.test(keyword))
  if (makers.filter((maker) => made.has(maker)).length * 2 < makers.length) return nothing
  return history.flatMap(({ isEmpty }, index) => (isEmpty ? [] : [found.get(index - skipped)]))
}

function layAlong(
  instructions: readonly Instruction[],
  steps: readonly MadeStep[],
): ReadonlyMap<number, Instruction> {
  const likenesses = instructions.map((one) => steps.map(({ createdBy }) => likeness(one, createdBy)))
  const width = steps.length + 1
  // The best sum for the first i instructions along the first j steps.
  const best = new Float64Array((instructions.length + 1) * width)
  const at = (i: number, j: number): number => best[i * width + j] ?? 0
  for (let i = 1; i <= instructions.length; i++) {
    for (let j = 1; j <= steps.length; j++) {
      const alike = likenesses[i - 1]?.[j - 1] ?? 0
      best[i * width + j] = Math.max(at(i - 1, j), at(i, j - 1), alike > 0 ? at(i - 1, j - 1) + alike : 0)
    }
  }
  const found = new Map<number, Instruction>()
  let [i, j] = [instructions.length, steps.length]
  while (i > 0 && j > 0) {
    const alike = likenesses[i - 1]?.[j - 1] ?? 0
    const instruction = instructions[i - 1]
    // Of two alike ways the one nearer to the end, away from the base.
    if (instruction && alike > 0 && at(i, j) === at(i - 1, j - 1) + alike) {
      found.set(j - 1, instruction)
      i--
      j--
    } else if (at(i, j) === at(i - 1, j)) i--
    else j--
  }
  return found
}
