import type { LegHandle } from '../run/control.js'
import type { LiveJob } from './live-job.js'

/** What a test can do to a job that runs. */
export function handleOf(job: LiveJob): LegHandle {
  const { leg } = job
  return {
    job: leg.job.id,
    name: [...leg.frame.names, leg.name].join(' / '),
    matrix: leg.matrix,
    attempt: leg.frame.run.attempt,
    killStep: () => job.current?.kill(),
    loseMachine: () => {
      if (job.isLost) return
      job.isLost = true
      job.annotations.push({
        level: 'error',
        message: `The hosted runner lost communication with the server: ${job.machine.name}`,
      })
      job.current?.kill()
    },
  }
}
