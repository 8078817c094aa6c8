import { isReusableWorkflowJob } from '@actions/workflow-parser/model/type-guards'
import type { Step as ConvertedStep, WorkflowJob } from '@actions/workflow-parser/model/workflow-template'
import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index'
import { readPermissions } from './permissions.js'
import { asMapping, pick, readDefaults } from './pick.js'
import { type Call, type Job, NotStoodIn, type Step } from './workflow.js'

const notStoodIn = ['container', 'services', 'environment', 'snapshot']

export function readJob(job: WorkflowJob, file: MappingToken | undefined): Job {
  const id = job.id.value
  if (file === undefined) throw new NotStoodIn(`job ${id} is not where the parser found it`)
  const foreign = notStoodIn.find((name) => file.find(name) !== undefined)
  if (foreign !== undefined) throw new NotStoodIn(`job ${id}: this harness does not know \`${foreign}\``)
  const as = (token: TemplateToken) => token
  return {
    id,
    needs: (job.needs ?? []).map(({ value }) => value),
    condition: job.if,
    ...pick(file, 'name', 'name', as),
    ...pick(file, 'permissions', 'permissions', readPermissions),
    ...pick(file, 'strategy', 'strategy', as),
    ...pick(file, 'concurrency', 'concurrency', as),
    ...pick(file, 'outputs', 'outputs', asMapping),
    ...pick(file, 'timeout-minutes', 'timeoutMinutes', as),
    ...pick(file, 'continue-on-error', 'continueOnError', as),
    ...pick(file, 'env', 'env', asMapping),
    ...pick(file, 'runs-on', 'runsOn', as),
    ...pick(file, 'defaults', 'defaults', readDefaults),
    ...(isReusableWorkflowJob(job)
      ? { steps: [], calls: readCall(job.ref.value, file) }
      : { steps: readSteps(job.steps, file) }),
  }
}

const readCall = (workflow: string, file: MappingToken): Call => ({
  workflow,
  inheritsSecrets: file.find('secrets')?.toString() === 'inherit',
  ...pick(file, 'with', 'inputs', asMapping),
  ...(file.find('secrets')?.toString() !== 'inherit' && pick(file, 'secrets', 'secrets', asMapping)),
})

function readSteps(converted: readonly ConvertedStep[], file: MappingToken): readonly Step[] {
  const tokens = [...(file.find('steps')?.assertSequence('steps') ?? [])]
  return converted.map((step, index) => readStep(step, tokens[index]?.assertMapping('step')))
}

function readStep(step: ConvertedStep, file: MappingToken | undefined): Step {
  if (file === undefined || step.if === undefined || !('run' in step || 'uses' in step))
    throw new NotStoodIn(`step ${step.id}: this harness knows steps with \`run\` or \`uses\` only`)
  if (file.find('background') !== undefined)
    throw new NotStoodIn(`step ${step.id}: this harness does not know \`background\``)
  const as = (token: TemplateToken) => token
  return {
    id: step.id,
    condition: step.if,
    ...pick(file, 'name', 'name', as),
    ...pick(file, 'run', 'run', as),
    ...pick(file, 'uses', 'uses', String),
    ...pick(file, 'with', 'with', asMapping),
    ...pick(file, 'env', 'env', asMapping),
    ...pick(file, 'shell', 'shell', as),
    ...pick(file, 'working-directory', 'workingDirectory', as),
    ...pick(file, 'continue-on-error', 'continueOnError', as),
    ...pick(file, 'timeout-minutes', 'timeoutMinutes', as),
  }
}
