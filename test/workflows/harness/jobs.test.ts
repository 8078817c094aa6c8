import { describe, expect, it } from 'vitest'
import type { Control } from '../runner/run/control.js'
import { jobOf, resultsOf, runText } from './try-workflow.js'

const job = (id: string, more: string, run = 'true') => `  ${id}:
    runs-on: ubuntu-24.04
${more.replace(/^(?=.)/gm, '    ')}
    steps:
      - id: it
        run: ${run}
`

const workflow = (...jobs: readonly string[]) => `on: push\njobs:\n${jobs.join('')}`

describe('jobs', () => {
  it('wait for what they need, and see its result and outputs', async () => {
    const result = await runText(
      workflow(
        job('first', 'outputs:\n  word: ${{ steps.it.outputs.word }}', 'echo word=hello >> "$GITHUB_OUTPUT"'),
        job('second', 'needs: first', 'echo "${{ needs.first.result }} ${{ needs.first.outputs.word }}"'),
      ),
    )
    expect(result.conclusion).toBe('success')
    expect(jobOf(result, 'second').log).toBe('success hello')
  })

  it('are skipped after a failure and after what was skipped, unless they look themselves', async () => {
    const result = await runText(
      workflow(
        job('bad', '', 'exit 1'),
        job('never', 'needs: bad'),
        job('told', 'needs: [bad, never]\nif: failure()'),
        job('looks', "needs: [bad, never]\nif: ${{ always() && needs.never.result == 'skipped' }}"),
        job('after', 'needs: looks'),
        job('free', ''),
      ),
    )
    expect(result.conclusion).toBe('failure')
    expect(resultsOf(result)).toEqual({
      bad: 'failure',
      never: 'skipped',
      told: 'success',
      looks: 'success',
      // An ancestor failed, though what it names itself did not.
      after: 'skipped',
      free: 'success',
    })
  })

  it('give up too large outputs, and fail', async () => {
    const result = await runText(
      workflow(
        job(
          'large',
          'outputs:\n  all: ${{ steps.it.outputs.all }}',
          'echo "all=$(head -c 600000 /dev/zero | tr "\\\\0" x)" >> "$GITHUB_OUTPUT"',
        ),
      ),
    )
    expect(resultsOf(result)).toEqual({ large: 'failure' })
    expect(jobOf(result, 'large').outputs).toEqual({})
  })
})

describe('a matrix', () => {
  it('is made of an output, and its legs together have one result and one set of outputs', async () => {
    const result = await runText(`on: push
jobs:
  plan:
    runs-on: ubuntu-24.04
    outputs:
      legs: \${{ steps.it.outputs.legs }}
    steps:
      - id: it
        run: echo 'legs=[{"n":1,"label":"a"},{"n":2,"label":"b"}]' >> "$GITHUB_OUTPUT"
  leg:
    needs: plan
    name: leg \${{ matrix.n }} of \${{ strategy.job-total }}
    runs-on: \${{ matrix.label }}
    outputs:
      last: \${{ matrix.n }}
      one: \${{ steps.it.outputs.one }}
    strategy:
      fail-fast: false
      max-parallel: 1
      matrix:
        include: \${{ fromJSON(needs.plan.outputs.legs) }}
    steps:
      - id: it
        if: matrix.n == 1
        run: echo one=kept >> "$GITHUB_OUTPUT"
      - if: matrix.n == 2
        run: exit 1
  end:
    needs: leg
    if: always()
    runs-on: ubuntu-24.04
    steps:
      - run: echo '\${{ toJSON(needs.leg) }}'
`)
    expect(resultsOf(result)).toMatchObject({ 'leg 1 of 2': 'success', 'leg 2 of 2': 'failure' })
    expect(jobOf(result, 'leg 2 of 2')).toMatchObject({ runsOn: 'b', matrix: { n: 2, label: 'b' } })
    expect(JSON.parse(jobOf(result, 'end').log)).toEqual({
      result: 'failure',
      outputs: { last: '2', one: 'kept' },
    })
  })

  const matrixOf = (matrix: string, run = 'true', more = '', control: Control = {}) =>
    runText(workflow(job('m', `strategy:\n  ${more}\n  matrix:\n${matrix.replace(/^/gm, '    ')}`, run)), {
      control,
    })

  it('crosses its vectors, leaves out, and adds to', async () => {
    const result = await matrixOf(
      'os: [a, b]\nn: [1, 2]\nexclude:\n  - {os: b, n: 2}\ninclude:\n  - {n: 1, more: x}\n  - {os: c}',
    )
    expect(Object.keys(resultsOf(result)).sort()).toEqual(['m (a, 1, x)', 'm (a, 2)', 'm (b, 1, x)', 'm (c)'])
  })

  it('must not be empty', async () => {
    for (const [matrix, why] of [
      ["include: ${{ fromJSON('[]') }}", 'Matrix must define at least one vector'],
      ["n: ${{ fromJSON('[]') }}", "Matrix vector 'n' does not contain any values"],
    ] as const) {
      const result = await matrixOf(matrix)
      expect(resultsOf(result)).toEqual({ m: 'failure' })
      expect(jobOf(result, 'm').annotations).toEqual([{ level: 'error', message: why }])
    }
  })

  it('ends the others where one fails, unless it was told not to', async () => {
    const run = 'test ${{ matrix.n }} = 1 || sleep 300; exit 1'
    const fast = await matrixOf('n: [1, 2]', run)
    expect(resultsOf(fast)).toEqual({ 'm (1)': 'failure', 'm (2)': 'cancelled' })
    const slow = await matrixOf(
      'n: [1, 2]',
      'test ${{ matrix.n }} = 1 || sleep 0.2; exit 1',
      'fail-fast: false',
    )
    expect(resultsOf(slow)).toEqual({ 'm (1)': 'failure', 'm (2)': 'failure' })
  })

  it('runs no more legs at once than it is allowed', async () => {
    let running = 0
    let most = 0
    const control = {
      onStep: () => {
        running += 1
        most = Math.max(most, running)
        return undefined
      },
      onLine: () => {
        running -= 1
      },
    }
    await matrixOf('n: [1, 2, 3, 4]', 'sleep 0.05; echo done', 'max-parallel: 1', control)
    expect([running, most]).toEqual([0, 1])
  })

  it('runs them beside each other otherwise: each of these waits for the other', async () => {
    let arrived = 0
    let letGo: (fate: undefined) => void = () => {}
    const both = new Promise<undefined>((resolve) => {
      letGo = resolve
    })
    const onStep = () => {
      arrived += 1
      if (arrived === 2) letGo(undefined)
      return both
    }
    const result = await matrixOf('n: [1, 2]', 'true', '', { onStep })
    expect(Object.values(resultsOf(result))).toEqual(['success', 'success'])
  })
})
