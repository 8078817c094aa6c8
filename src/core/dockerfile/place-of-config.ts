import type { Instruction } from '../domain/dockerfile.js'
import type { Finding } from '../domain/finding.js'

type Steps = readonly Instruction[]

/** The instruction that set what a finding is about, where it is in the image's config and not in a layer. */
export function placeOfConfig(finding: Finding, steps: Steps): Instruction | undefined {
  switch (finding.tag) {
    case 'image-start':
      return placeOfStart(finding, steps)
    case 'image-posture':
      if (finding.kind === 'root-user') return last(steps, 'USER')
      if (finding.kind === 'command-ignored') return last(steps, 'CMD')
      return finding.kind === 'shell-first' ? startOf(steps, finding.examples[0] ?? '') : undefined
    case 'image-secret':
      if (finding.name === undefined) return undefined
      if (finding.where === 'environment') return naming(steps, 'ENV', finding.name)
      return finding.where === 'label' ? naming(steps, 'LABEL', finding.name) : undefined
    default:
      return undefined
  }
}

function placeOfStart(finding: Extract<Finding, { tag: 'image-start' }>, steps: Steps) {
  switch (finding.kind) {
    case 'health-command-absent':
    case 'health-command-not-executable':
      return last(steps, 'HEALTHCHECK')
    case 'user-absent':
    case 'group-absent':
    case 'user-entry-absent':
    case 'script-closed':
      return last(steps, 'USER')
    case 'time-zone-absent':
      return naming(steps, 'ENV', 'TZ')
    case 'preload-absent':
    case 'preload-unfit':
      return naming(steps, 'ENV', 'LD_PRELOAD')
    case 'program-absent':
    case 'program-is-folder':
    case 'program-not-executable':
    case 'program-without-format':
    case 'shell-absent':
    case 'command-absent':
      return startOf(steps, finding.wanted)
    default:
      return undefined
  }
}

/** The instruction that names it; else the one that is called first. */
function startOf(steps: Steps, wanted: string): Instruction | undefined {
  const both = [last(steps, 'ENTRYPOINT'), last(steps, 'CMD')].flatMap((one) => one ?? [])
  return both.find(({ args }) => wanted !== '' && args.includes(wanted)) ?? both[0]
}

const last = (steps: Steps, keyword: string): Instruction | undefined =>
  steps.findLast((step) => step.keyword === keyword)

function naming(steps: Steps, keyword: string, name: string): Instruction | undefined {
  const plain = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const named = new RegExp(`(?:^|\\s)["']?${plain}["']?(?:=|\\s)`)
  return steps.findLast((step) => step.keyword === keyword && named.test(step.args))
}
