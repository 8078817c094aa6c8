import type { Result } from '../expressions/status.js'
import type { Job } from '../file/workflow.js'
import type { Values } from '../value.js'
import type { Annotation, JobReport } from './result.js'
import { permissionsOf } from './start-up.js'
import type { Frame } from './state.js'

interface WithoutMachine {
  readonly name: string
  readonly result: Result
  readonly matrix?: Values
  readonly annotations?: readonly Annotation[]
}

/** Of a job that never got a machine: skipped, refused or called off. */
export function reportWithoutMachine(frame: Frame, job: Job, end: WithoutMachine): void {
  const { name, result, matrix = {}, annotations = [] } = end
  remember(frame, job, matrix, {
    name: [...frame.names, name].join(' / '),
    id: job.id,
    matrix,
    permissions: permissionsOf(job, frame.workflow, frame.permissions),
    result,
    outputs: {},
    steps: [],
    log: '',
    annotations,
    summary: '',
    attempt: frame.run.attempt,
  })
}

export function remember(frame: Frame, job: Job, matrix: Values, report: JobReport): void {
  const { legs } = frame.run.memory
  const place = legPlace(frame, job, matrix)
  // A job that was refused as a whole before is now known by its legs, and the other way round.
  for (const key of [...legs.keys()]) {
    const standsFor = `${frame.path}${job.id}#`
    const isWhole = (one: string) => one === `${standsFor}{}`
    if (key.startsWith(standsFor) && isWhole(key) !== isWhole(place)) legs.delete(key)
  }
  legs.delete(place)
  legs.set(place, report)
}

export const legPlace = (frame: Frame, job: Job, matrix: Values): string =>
  `${frame.path}${job.id}#${JSON.stringify(matrix)}`
