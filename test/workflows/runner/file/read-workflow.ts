import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { readPermissions } from './permissions.js'
import { asMapping, pick, readDefaults } from './pick.js'
import { readCallInterface, readEvents } from './read-call.js'
import { readJob } from './read-job.js'
import { InvalidWorkflow, type Workflow } from './workflow.js'

/** Reads a workflow's file by GitHub's own parser, and refuses what that would not start. */
export async function readWorkflow(path: string, content: string): Promise<Workflow> {
  const { context, value } = parseWorkflow({ name: path, content }, new NoOperationTraceWriter())
  const template = value && (await convertWorkflowTemplate(context, value))
  const complaints = context.errors.getErrors().map(({ message }) => message)
  if (complaints.length > 0 || value === undefined || template === undefined)
    throw new InvalidWorkflow(`${path}: ${complaints.join('\n')}`)
  const file = value.assertMapping('workflow')
  const jobs = file.find('jobs')?.assertMapping('jobs')
  const on = file.find('on')
  const call = on && readCallInterface(on)
  return {
    path,
    name: file.find('name')?.toString() ?? path,
    events: on ? readEvents(on) : [],
    ...pick(file, 'permissions', 'permissions', readPermissions),
    ...pick(file, 'env', 'env', asMapping),
    ...pick(file, 'concurrency', 'concurrency', (token) => token),
    ...pick(file, 'defaults', 'defaults', readDefaults),
    ...(call && { call }),
    jobs: template.jobs.map((job) => readJob(job, jobs?.find(job.id.value)?.assertMapping('job'))),
  }
}
