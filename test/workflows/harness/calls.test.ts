import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openHub } from '../runner/hub/hub.js'
import type { RunResult } from '../runner/run/result.js'
import { jobOf, resultsOf, startText } from './try-workflow.js'

const name = 'org/tool/.github/workflows/called.yml@v1'

const called = `name: Called
on:
  workflow_call:
    inputs:
      word: { type: string, required: true }
      count: { type: number, default: 2 }
      loud: { type: boolean }
    secrets:
      key: { required: false }
    outputs:
      said:
        value: \${{ jobs.say.outputs.said }}
permissions:
  contents: read
jobs:
  say:
    runs-on: ubuntu-24.04
    outputs:
      said: \${{ steps.it.outputs.said }}
    steps:
      - id: it
        env:
          KEY: \${{ secrets.key }}
        run: |
          echo "\${{ github.workflow }}: \${{ inputs.word }} \${{ toJSON(inputs.count) }} \${{ toJSON(inputs.loud) }} \${#KEY}"
          echo "said=\${{ inputs.word }}" >> "$GITHUB_OUTPUT"
  write:
    if: false
    permissions:
      contents: read
      pull-requests: write
    runs-on: ubuntu-24.04
    steps:
      - run: 'true'
`

const caller = (wish: string, permissions = 'contents: read\n      pull-requests: write') => `name: Caller
on: push
jobs:
  call:
    permissions:
      ${permissions}
    uses: ${name}
${wish.replace(/^(?=.)/gm, '    ')}
  after:
    needs: call
    runs-on: ubuntu-24.04
    steps:
      - run: echo "\${{ needs.call.outputs.said }}"
`

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calls-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function call(callerText: string, calledText = called): Promise<RunResult> {
  const path = join(folder, 'called.yml')
  await writeFile(path, calledText)
  await using hub = await openHub({ shelf: { workflows: { [name]: path } } })
  return await (await startText(hub, callerText, { secrets: { OWN: 'abcdefgh' } })).ended
}

describe('a workflow that is called', () => {
  it('has typed inputs with defaults, the secrets it is given, outputs, and the name of its caller', async () => {
    const result = await call(caller('with:\n  word: yes-sir\nsecrets:\n  key: ${{ secrets.OWN }}'))
    expect(result.complaints).toEqual([])
    expect(resultsOf(result)).toEqual({
      'call / say': 'success',
      'call / write': 'skipped',
      after: 'success',
    })
    expect(jobOf(result, 'call / say').log).toBe('Caller: yes-sir 2 false 8')
    expect(jobOf(result, 'after').log).toBe('yes-sir')
  })

  it.each([
    ['an input it does not know', 'with: {word: a, wird: b}', 'Invalid input, wird is not defined'],
    ['no input that it must have', 'with: {count: 3}', 'Input word is required'],
    ['a text for a number', 'with: {word: a, count: three}', "input count: Unexpected value 'three'"],
    ['a secret it does not know', 'with: {word: a}\nsecrets: {kay: x}', 'Invalid secret, kay is not defined'],
  ])('is not started with %s', async (_, wish, complaint) => {
    const result = await call(caller(wish))
    expect(result.conclusion).toBe('startup_failure')
    expect(result.complaints.join()).toContain(complaint)
    expect(result.jobs).toEqual([])
  })

  it('fails its job where an expression is worth something of another type', async () => {
    const result = await call(caller('with:\n  word: a\n  count: ${{ github.repository }}'))
    expect(resultsOf(result)).toMatchObject({ call: 'failure', after: 'skipped' })
  })

  it('is not started by a caller that grants less than one of its jobs asks for, though that never runs', async () => {
    const result = await call(caller('with: {word: a}', 'contents: read'))
    expect(result.conclusion).toBe('startup_failure')
    expect(result.complaints).toEqual([
      `Error calling workflow '${name}'. The nested job 'write' is requesting 'pull-requests: write', but is only allowed 'pull-requests: none'.`,
    ])
  })

  it('waits for ever for the group that its own caller holds, so it is called off', async () => {
    const group = 'concurrency: ${{ github.workflow }}\n'
    const result = await call(`${group}${caller('with: {word: a}')}`, `${group}${called}`)
    expect(resultsOf(result)).toEqual({ call: 'cancelled', after: 'skipped' })
    expect(jobOf(result, 'call').annotations[0]?.message).toContain("deadlock for concurrency group 'Caller'")
  })

  it('must be known, and must say that it can be called', async () => {
    expect((await call(caller('with: {word: a}').replace('@v1', '@v2'))).complaints.join()).toContain(
      'not found',
    )
    expect(
      (await call(caller(''), 'on: push\njobs: {a: {runs-on: x, steps: [{run: a}]}}')).complaints.join(),
    ).toContain('workflow_call key is not defined')
  })
})
