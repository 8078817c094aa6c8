import type { HistoryStep } from '../image-config.js'

/** Both builders write it, each in its way; a command run in the image begins otherwise. */
const buildKit = /^(?:COPY|ADD)\s+(.*?)(?:\s*# buildkit)?$/s
const classic = /^\/bin\/sh -c #\(nop\)\s+(?:COPY|ADD)\s+\S+\s+in\s+(.*?)\s*$/s

/**
 * Whether a layer was copied, and from where. The history names no stage. What is copied by an absolute path hardly
 * lies in a context, and who copies nothing but a `node_modules` or an environment made it in another stage.
 */
export function copyOf(step: HistoryStep | undefined): 'context' | 'stage' | undefined {
  const createdBy = step?.createdBy ?? ''
  const [, words] = buildKit.exec(createdBy) ?? []
  const [, target] = classic.exec(createdBy) ?? []
  if (words !== undefined) {
    const paths = words.split(/\s+/).filter((word) => !word.startsWith('--'))
    const [to, ...from] = paths.reverse()
    const isStage = from.length > 0 && from.every((path) => path.startsWith('/'))
    return isStage || isEnvironment(to ?? '') ? 'stage' : 'context'
  }
  if (target === undefined) return undefined
  return isEnvironment(target) ? 'stage' : 'context'
}

const isEnvironment = (path: string): boolean => /(?:^|\/)(?:node_modules|\.?v?env)\/?$/.test(path)
