import type { Task } from '../job/task.js'

/** Somebody else's action, stood in for at its documented interface. */
export interface StandIn {
  /** The commits whose interface this is, with the version that each is. */
  readonly versions: Readonly<Record<string, string>>
  /** Every input it has, with its default; an empty one stands for none. */
  readonly inputs: Readonly<Record<string, string>>
  readonly run: (call: ActionCall) => Promise<void>
}

interface ActionCall {
  readonly task: Task
  readonly inputs: Readonly<Record<string, string>>
}

export const isYes = (text: string | undefined): boolean => /^true$/i.test(text ?? '')

/** What a list of paths says, one a line. */
export const linesOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
