import type { DockerfileSource } from '../../core/domain/config.js'
import type { Instruction } from '../../core/domain/dockerfile.js'
import type { Failure } from '../../core/domain/failure.js'

/** What only BuildKit can do: said before the engine's own builder fails halfway, or leaves a secret out silently. */
export function needsBuildx(
  source: DockerfileSource,
  instructions: readonly Instruction[],
): Failure | undefined {
  const refuse = (what: string, line?: number): Failure => ({
    reason: 'build-error',
    message: `${what} needs docker buildx, which was not found on this machine`,
    place: { file: source.dockerfile, ...(line === undefined ? {} : { line }) },
  })
  const [secret] = source.secrets
  if (secret !== undefined) return refuse(`the build secret ${secret.id}`)
  const [context] = Object.keys(source.buildContexts)
  if (context !== undefined) return refuse(`the build context ${context}`)
  for (const { keyword, flags, line, heredocs } of instructions) {
    if (keyword === 'RUN' && flags.some((flag) => /^--mount\b/.test(flag))) return refuse('RUN --mount', line)
    if (heredocs.length > 0) return refuse(`a here-document in ${keyword}`, line)
  }
  return undefined
}
