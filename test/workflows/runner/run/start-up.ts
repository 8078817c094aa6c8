import { readFile } from 'node:fs/promises'
import { isStoodIn } from '../actions/catalogue.js'
import { excessOf, type Permissions } from '../file/permissions.js'
import { readWorkflow } from '../file/read-workflow.js'
import { type Job, NotStoodIn, type Workflow } from '../file/workflow.js'
import type { RunEvent } from '../hub/event.js'
import type { Hub } from '../hub/hub.js'
import { complaintsAboutCall } from './call.js'

export const permissionsOf = (job: Job, workflow: Workflow, otherwise: Permissions): Permissions =>
  job.permissions ?? workflow.permissions ?? otherwise

/** All workflows that a run may come to, by what its jobs call them. */
export async function loadWorkflows(
  hub: Hub,
  event: RunEvent,
  caller: Workflow,
): Promise<ReadonlyMap<string, Workflow>> {
  const loaded = new Map<string, Workflow>()
  const load = async ({ jobs }: Workflow): Promise<void> => {
    for (const { calls } of jobs) {
      if (calls === undefined || loaded.has(calls.workflow)) continue
      const content = await contentOf(hub, event, calls.workflow)
      if (content === undefined) continue
      const workflow = await readWorkflow(calls.workflow, content)
      loaded.set(calls.workflow, workflow)
      await load(workflow)
    }
  }
  await load(caller)
  return loaded
}

async function contentOf(hub: Hub, { sha }: RunEvent, name: string): Promise<string | undefined> {
  if (name.startsWith('./')) return hub.origin.git('show', `${sha}:${name.slice(2)}`)
  const path = hub.shelf.workflows[name]
  return path === undefined ? undefined : readFile(path, 'utf8')
}

/** What GitHub checks before any job starts, for jobs that never will start, too. */
export function complaintsAtStartUp(
  hub: Hub,
  workflow: Workflow,
  workflows: ReadonlyMap<string, Workflow>,
  allowed: Permissions,
): readonly string[] {
  return workflow.jobs.flatMap((job) => {
    for (const { uses } of job.steps)
      if (uses !== undefined && !isStoodIn(hub.shelf, uses))
        throw new NotStoodIn(`${workflow.path}, job ${job.id}: this harness does not know the action ${uses}`)
    if (job.calls === undefined) return []
    const called = workflows.get(job.calls.workflow)
    if (called === undefined) return [`${job.calls.workflow}: workflow was not found.`]
    if (called.call === undefined)
      return [`${job.calls.workflow}: workflow_call key is not defined in the referenced workflow.`]
    const granted = permissionsOf(job, workflow, allowed)
    const excess = called.jobs.flatMap((inner) =>
      excessOf(inner.id, permissionsOf(inner, called, granted), granted),
    )
    return [
      ...complaintsAboutCall(job.calls, called.call),
      ...excess.map((said) => `Error calling workflow '${job.calls?.workflow}'. ${said}`),
      ...complaintsAtStartUp(hub, called, workflows, granted),
    ]
  })
}
