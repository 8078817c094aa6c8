import { UsageError } from '../../core/domain/errors.js'
import { type CommentMode, commentModes } from '../../github/comment.js'
import { defaultParallel } from '../default-parallel.js'
import { parseParallel } from '../line/numbers.js'

export interface ActionInputs {
  readonly config?: string
  readonly services: readonly string[]
  readonly workingDirectory: string
  readonly parallel: number
  readonly token?: string
  readonly comment: CommentMode
  readonly commentKey?: string
  /** Those that describe one service instead of a config. */
  readonly service: Readonly<Record<string, string>>
}

/** Inputs about the run; all others describe the service. */
const aboutTheRun = new Set([
  'config',
  'services',
  'working-directory',
  'parallel',
  'github-token',
  'comment',
  'comment-key',
])

export function parseInputs(given: Readonly<Record<string, string>>): ActionInputs {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
  const service = Object.fromEntries(Object.entries(set).filter(([name]) => !aboutTheRun.has(name)))
  return {
    ...(set.config === undefined ? {} : { config: set.config }),
    services: (set.services ?? '')
      .split(/[\n,]/)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    workingDirectory: set['working-directory'] ?? '.',
    parallel: set.parallel === undefined ? defaultParallel() : parseParallel(set.parallel),
    ...(set['github-token'] === undefined ? {} : { token: set['github-token'] }),
    comment: parseMode(set.comment ?? 'always'),
    ...(set['comment-key'] === undefined ? {} : { commentKey: set['comment-key'] }),
    service,
  }
}

function parseMode(text: string): CommentMode {
  const mode = commentModes.find((known) => known === text)
  if (mode !== undefined) return mode
  throw new UsageError(`input 'comment': ${text} is none of ${commentModes.join(', ')}`)
}
