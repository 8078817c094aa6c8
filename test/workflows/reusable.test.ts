import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readWorkflows, stepsOf, type WorkflowFile } from '../support/workflow-files.js'
import { documentedCaller } from './compare/caller.js'
import { versionOf } from './runner/actions/catalogue.js'
import { excessOf, type Permissions } from './runner/file/permissions.js'
import { readWorkflow } from './runner/file/read-workflow.js'

/** What holds for workflows that other repositories call, beyond what holds for all. */

const reusable = readWorkflows().filter(({ text }) => /^ {2}workflow_call:/m.test(text))

/** What the file's own head tells callers to grant. */
function documented({ text }: WorkflowFile): Permissions {
  const example = text.split('\n').filter((line) => line.startsWith('#   '))
  const { jobs } = parse(example.map((line) => line.slice(4)).join('\n')) as {
    jobs: Record<string, { permissions: Permissions }>
  }
  return Object.values(jobs)[0]?.permissions ?? {}
}

it('are there', () => {
  expect(reusable.map(({ path }) => path)).toContain('.github/workflows/compare.yml')
})

describe.each(reusable)('$path', (file) => {
  it('asks for no more than it tells its callers to grant, and for all of that', async () => {
    const { jobs, permissions = {} } = await readWorkflow(file.path, file.text)
    const granted = documented(file)
    expect(jobs.flatMap((job) => excessOf(job.id, job.permissions ?? permissions, granted))).toEqual([])
    const asked = Object.assign({}, ...jobs.map((job) => job.permissions ?? permissions))
    expect(granted).toEqual(asked)
  })

  it('names no action by a path: that would be in the repository of whoever calls', () => {
    expect(file.text.match(/uses:\s*['"]?\.\//g)).toBeNull()
  })

  it('lets no leg end the others', () => {
    const matrices = file.text.match(/^ +strategy:\n(?: +.*\n)*?(?= {4}\w)/gm) ?? []
    expect(matrices.filter((block) => !/fail-fast: false/.test(block))).toEqual([])
    expect(file.text.match(/^ +matrix:/gm)?.length ?? 0).toBe(matrices.length)
  })

  it('gives no job an end later than what callers are told', () => {
    const { jobs } = file.workflow
    const minutes = Object.values(jobs).map((job) => job['timeout-minutes'])
    expect(
      minutes.filter((one) => typeof one !== 'number' && one !== '${{ inputs.timeout-minutes }}'),
    ).toEqual([])
  })

  it('describes every input, secret and output, and gives every input a type and a default', () => {
    const call = (parse(file.text) as { on: { workflow_call: Record<string, Record<string, Description>> } })
      .on.workflow_call
    const { inputs = {}, secrets = {}, outputs = {} } = call
    const all = Object.entries({ ...inputs, ...secrets, ...outputs })
    expect(all.filter(([, { description }]) => !description)).toEqual([])
    expect(Object.entries(inputs).filter(([, one]) => !one.type || one.default === undefined)).toEqual([])
    expect(Object.entries(secrets).filter(([, { required }]) => required !== false)).toEqual([])
  })

  it('uses only actions that the harness stands in for, at the version that is written beside them', () => {
    const pinned = [...file.text.matchAll(/uses: (\S+@[0-9a-f]{40}) # (\S+)/g)]
    expect(pinned.map(([, uses = '', version]) => [uses, versionOf(uses) === version])).toEqual(
      pinned.map(([, uses]) => [uses, true]),
    )
    expect(pinned.length).toBeGreaterThan(3)
  })

  it('shows its secrets to the action alone', () => {
    const withSecret = stepsOf(file).filter((step) => JSON.stringify(step).includes('secrets.'))
    expect(withSecret.filter(({ uses }) => !uses?.startsWith('org/container-migrate@'))).toEqual([])
  })
})

interface Description {
  readonly description?: string
  readonly type?: string
  readonly default?: unknown
  readonly required?: boolean
}

it('README tells callers to grant just that', () => {
  const caller = parse(documentedCaller())
  const [file] = reusable
  expect(caller.jobs.migration.permissions).toEqual(file && documented(file))
})
