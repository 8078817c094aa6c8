import type { RunOptions, Variant } from '../domain/config.js'
import type { ImageFinding } from '../domain/finding.js'
import type { ImageInside } from '../domain/image/inside.js'
import type { PostureStart, PostureUnderRun } from '../domain/image/posture.js'

type PostureFinding = Extract<ImageFinding, { tag: 'image-posture' }>

/** What was found in an image, as this variant is run: its options settle some of it, and may undo what the image does well. */
export function underRun(inside: ImageInside, { run, place }: Variant): readonly ImageFinding[] {
  const found = inside.findings.map((one) =>
    one.tag === 'image-posture' ? asRun(one, run, inside.posture.start) : one,
  )
  return [...found, ...rootByRun(inside, run).map((one) => ({ ...one, ...(place && { place }) }))]
}

/** No container of this run is so: no reason to think less of the other variant, which is. */
export const isSettledByRun = (finding: ImageFinding): boolean =>
  finding.tag === 'image-posture' && finding.run?.settled === true

function asRun(finding: PostureFinding, run: RunOptions, start: PostureStart): PostureFinding {
  const under = optionsAbout(finding.kind, run, start)
  if (under === undefined) return finding
  return { ...finding, run: under, ...(under.settled && { level: 'note' }) }
}

function optionsAbout(
  kind: PostureFinding['kind'],
  run: RunOptions,
  { shellFrom }: PostureStart,
): PostureUnderRun | undefined {
  const { user, command } = run
  const readOnly = run.readOnly && ({ readOnly: true } as const)
  const drops = run.capDrop.some((one) => /^(?:CAP_)?ALL$/i.test(one)) && {
    dropsAllCapabilities: true as const,
  }
  if (kind === 'root-user') {
    if (user !== undefined && !isRoot(user)) return { settled: true, user }
    return readOnly || drops ? { settled: false, ...readOnly, ...drops } : undefined
  }
  if (kind === 'set-id' || kind === 'capabilities' || kind === 'capabilities-beyond-default')
    return drops ? { settled: false, ...drops } : undefined
  if (kind === 'writable-by-all') return readOnly ? { settled: true, ...readOnly } : undefined
  // A shell of the ENTRYPOINT stands before any command.
  if (kind === 'command-ignored' || kind === 'shell-first')
    return command && { settled: kind === 'shell-first' && shellFrom !== 'entrypoint', command }
  return undefined
}

/** The image names a user, and the config takes it back. */
function rootByRun({ posture }: ImageInside, { user }: RunOptions): readonly PostureFinding[] {
  const { name, uid } = posture.user
  if (user === undefined || !isRoot(user) || uid === undefined || uid === 0) return []
  return [
    {
      tag: 'image-posture',
      kind: 'root-user',
      level: 'warn',
      examples: [name],
      count: 1,
      run: { settled: false, user },
    },
  ]
}

const isRoot = (user: string): boolean => /^(?:root|0+)(?::|$)/.test(user.trim())
