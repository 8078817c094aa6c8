import type { Values } from '../value.js'

/** How a test takes a hand in a run. */
export interface Control {
  /** Each line that a job prints, as its log shows it. */
  readonly onLine?: (line: string, leg: LegHandle) => void
  /** Before each step whose condition is met, which waits for the answer. `fail` fails it in its place. */
  readonly onStep?: (step: StepName, leg: LegHandle) => StepFate | Promise<StepFate>
}

type StepFate = 'fail' | undefined

export interface StepName {
  readonly id: string
  readonly name: string
  readonly uses?: string
}

export interface LegHandle {
  /** The job's id in its workflow's file. */
  readonly job: string
  readonly name: string
  readonly matrix: Values
  readonly attempt: number
  /** Ends the running step's processes, as a kernel without memory does. The job goes on with what always runs. */
  killStep(): void
  /** Takes the whole machine away: nothing of the job runs any more. */
  loseMachine(): void
}
