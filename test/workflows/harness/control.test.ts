import { describe, expect, it } from 'vitest'
import { openHub } from '../runner/hub/hub.js'
import type { LegHandle } from '../runner/run/control.js'
import { jobOf, resultsOf, runText, startText } from './try-workflow.js'

const job = (id: string, more: string, ...runs: readonly string[]) => `  ${id}:
    runs-on: ubuntu-24.04
${more.replace(/^(?=.)/gm, '    ')}
    steps:
${runs.map((run) => `      - ${run.replaceAll('\n', '\n        ')}\n`).join('')}`

const workflow = (...jobs: readonly string[]) => `on: push\njobs:\n${jobs.join('')}`

/** Prints a word and then waits, as a program does that has children. */
const waits = 'run: |\n  echo waiting\n  sleep 300 &\n  wait'

const when =
  (word: string, act: (leg: LegHandle) => void) =>
  (line: string, leg: LegHandle): void => {
    if (line.includes(word)) act(leg)
  }

describe('a leg', () => {
  it('whose processes are killed fails its step, and goes on with what always runs', async () => {
    const text = workflow(job('leg', '', waits, 'if: always()\nrun: echo after'))
    const result = await runText(text, { control: { onLine: when('waiting', (leg) => leg.killStep()) } })
    expect(resultsOf(result)).toEqual({ leg: 'failure' })
    expect(jobOf(result, 'leg').log).toContain('exit code 137.\nafter')
  })

  it('whose machine is lost runs nothing more, and has no outputs', async () => {
    const text = workflow(
      job(
        'leg',
        'outputs:\n  a: ${{ steps.a.outputs.a }}',
        'id: a\nrun: echo a=1 >> "$GITHUB_OUTPUT"',
        waits,
        'if: always()\nrun: echo after',
      ),
      job(
        'end',
        'needs: leg\nif: always()',
        'run: echo "[${{ needs.leg.outputs.a }}] ${{ needs.leg.result }}"',
      ),
    )
    const result = await runText(text, { control: { onLine: when('waiting', (leg) => leg.loseMachine()) } })
    expect(jobOf(result, 'leg')).toMatchObject({ result: 'failure', outputs: {} })
    expect(jobOf(result, 'leg').log).not.toContain('after')
    expect(jobOf(result, 'end').log).toBe('[] failure')
  })

  it('can be made to fail at a step', async () => {
    const text = workflow(job('leg', '', 'name: upload\nrun: echo uploaded'))
    const onStep = ({ name }: { name: string }) => (name === 'upload' ? ('fail' as const) : undefined)
    const result = await runText(text, { control: { onStep } })
    expect(resultsOf(result)).toEqual({ leg: 'failure' })
    expect(jobOf(result, 'leg').log).not.toContain('uploaded')
  })

  it('that takes too long is cancelled', async () => {
    const text = workflow(job('leg', 'timeout-minutes: 1', waits, 'if: cancelled()\nrun: echo told'))
    const result = await runText(text, { minuteMs: 2000 })
    expect(resultsOf(result)).toEqual({ leg: 'cancelled' })
    expect(jobOf(result, 'leg').log).toContain('told')
    expect(jobOf(result, 'leg').annotations[0]?.message).toContain('maximum execution time of 1 minutes')
  })
})

describe('a run that is cancelled', () => {
  it('interrupts, then terminates, then kills, and runs what always runs', async () => {
    await using hub = await openHub({
      machines: [
        { name: 'one', env: {} },
        { name: 'two', env: {} },
      ],
    })
    const trap = (signals: string) =>
      `run: |\n  for s in ${signals}; do trap "echo got $s" $s; done\n  echo waiting\n  while :; do sleep 0.05; done`
    let waiting = 0
    const cancelOnceBothWait = () => {
      waiting += 1
      if (waiting === 2) run.cancel()
    }
    const run = await startText(
      hub,
      workflow(
        job('stubborn', '', trap('INT TERM'), 'run: echo never', 'if: always()\nrun: echo at last'),
        job('steady', 'if: always()', "name: w\nif: always()\nrun: 'echo waiting; sleep 0.6; echo whole'"),
        job('queued', '', 'run: echo never'),
        job(
          'end',
          'needs: [stubborn, steady, queued]\nif: always()',
          "run: echo '${{ needs.queued.result }}'",
        ),
        job('next', 'needs: stubborn', 'run: echo never'),
      ),
      { control: { onLine: when('waiting', cancelOnceBothWait) } },
    )
    const result = await run.ended
    expect(result.conclusion).toBe('cancelled')
    expect(resultsOf(result)).toEqual({
      stubborn: 'cancelled',
      steady: 'success',
      queued: 'cancelled',
      end: 'success',
      next: 'skipped',
    })
    expect(jobOf(result, 'stubborn').log).toMatch(/waiting\ngot INT\ngot TERM\n[\s\S]*canceled.\nat last$/)
    expect(jobOf(result, 'steady').log).toBe('waiting\nwhole')
    expect(jobOf(result, 'end').log).toBe('cancelled')
  })
})

describe('a run whose failed jobs are run again', () => {
  it('keeps the others with their outputs and artifacts, and runs what depends on the failed', async () => {
    await using hub = await openHub()
    const text = workflow(
      job(
        'plan',
        'outputs:\n  word: ${{ steps.a.outputs.word }}',
        'id: a\nrun: echo "word=$GITHUB_RUN_ATTEMPT" >> "$GITHUB_OUTPUT"',
      ),
      job(
        'leg',
        'needs: plan\nstrategy:\n  fail-fast: false\n  matrix:\n    n: [1, 2]',
        'run: echo ${{ needs.plan.outputs.word }}; test ${{ matrix.n }} = 1 || test $GITHUB_RUN_ATTEMPT = 2',
      ),
      job('free', '', 'run: true'),
      job('end', 'needs: leg\nif: always()', 'run: echo ${{ needs.leg.result }}'),
    )
    const run = await startText(hub, text)
    expect(resultsOf(await run.ended)).toMatchObject({ 'leg (1)': 'success', 'leg (2)': 'failure' })
    const again = await run.rerunFailed().ended
    expect(again).toMatchObject({ attempt: 2, conclusion: 'success' })
    expect(again.jobs.map(({ name, attempt, log }) => [name, attempt, log]).sort()).toEqual([
      ['end', 2, 'success'],
      ['free', 1, ''],
      ['leg (1)', 1, '1'],
      ['leg (2)', 2, '1'],
      ['plan', 1, ''],
    ])
  })
})

describe('a group of runs', () => {
  const text = (group: string, cancel: boolean, run = 'echo done') =>
    `concurrency:\n  group: ${group}\n  cancel-in-progress: ${cancel}\n${workflow(job('only', '', `run: '${run}'`))}`

  it('lets one run, one wait, and whoever waited before give way', async () => {
    await using hub = await openHub()
    let letGo: (fate: undefined) => void = () => {}
    const allAreThere = new Promise<undefined>((resolve) => {
      letGo = resolve
    })
    const first = await startText(hub, text('deploy', false), { control: { onStep: () => allAreThere } })
    const others = [await startText(hub, text('deploy', false)), await startText(hub, text('deploy', false))]
    letGo(undefined)
    const ends = await Promise.all([first, ...others].map(({ ended }) => ended))
    expect(ends.map(({ conclusion }) => conclusion)).toEqual(['success', 'cancelled', 'success'])
  })

  it('ends the older one where it is told to, and nothing of another group', async () => {
    await using hub = await openHub()
    let started = () => {}
    const isRunning = new Promise<void>((resolve) => {
      started = resolve
    })
    const first = await startText(hub, text('pull', true, 'echo waiting; exec sleep 60'), {
      control: { onLine: when('waiting', () => started()) },
    })
    const other = await startText(hub, text('another', true))
    await isRunning
    const second = await startText(hub, text('PULL', true))
    const ends = await Promise.all([first, other, second].map(({ ended }) => ended))
    expect(ends.map(({ conclusion }) => conclusion)).toEqual(['cancelled', 'success', 'success'])
  })
})
