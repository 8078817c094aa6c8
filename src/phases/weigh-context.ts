import { contextUse } from '../core/dockerfile/context-use.js'
import type { ContextInsight } from '../core/domain/image/context.js'
import type { Prepared } from '../core/domain/instance.js'
import type { VariantRef } from '../core/domain/variant.js'
import { readDockerfile } from './place-in-dockerfile.js'
import { type RunContext, variantOf } from './run-context.js'

/**
 * What the candidate's build could be sent: the baseline's is what is moved away from. Only advice hangs on it, so that a
 * context which cannot be read any more is none.
 */
export async function weighContext(
  { weighContext: weigh }: Prepared,
  ref: VariantRef,
  context: RunContext,
): Promise<ContextInsight | undefined> {
  if (weigh === undefined || ref.role !== 'candidate' || ref.revision === 'base') return undefined
  const target = await readDockerfile(variantOf(context, ref).source, context.cwd)
  if (target === undefined || context.signal.aborted) return undefined
  return weigh(contextUse(target)).catch(() => undefined)
}
