import { inputsFile } from './config-error.js'
import type { Path, Positions } from './positions.js'

export interface InputPositions extends Positions {
  /** Where in the config an input goes. */
  pathOf(input: string): Path
}

/** Inputs have no lines, but for `smoke`, which is a text of its own: its checks stand where they stand in it. */
export function makeInputPositions(service: string, smokeLines: readonly number[]): InputPositions {
  const within = ['services', service]
  const paths: Readonly<Record<string, Path>> = {
    port: [...within, 'run', 'port'],
    ready: [...within, 'ready'],
    smoke: [...within, 'smoke', 'smoke'],
    baseline: [...within, 'baseline'],
    candidate: [...within, 'candidate'],
    context: [...within, 'baseline', 'context'],
    'service-name': within,
  }
  const markOf = (path: Path) => {
    const index = path[2] === 'smoke' ? path[4] : undefined
    return { line: (typeof index === 'number' ? smokeLines[index] : undefined) ?? 1, column: 1 }
  }
  return {
    file: inputsFile,
    isFile: false,
    // A variant has no `run`, `ready` or `builds` of its own here.
    has: ([, , part, inner]) =>
      !(isRole(part) && (inner === 'run' || inner === 'ready' || inner === 'builds')),
    keyMark: markOf,
    valueMark: markOf,
    title: (path) => `input '${inputOf(path)}'`,
    pathOf: (input) => paths[input] ?? [...within, 'budgets', input],
  }
}

const isRole = (part: unknown): boolean => part === 'baseline' || part === 'candidate'

function inputOf([, , part, inner]: Path): string {
  if (part === undefined) return 'service-name'
  if (inner === 'context') return 'context'
  if (part === 'run') return 'port'
  return String(part === 'budgets' ? inner : part)
}
