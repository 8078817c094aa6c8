import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runSteps } from './try-workflow.js'

/** Nobody may have waited for what was killed. */
function stateOf(pid: number): string {
  const file = `/proc/${pid}/stat`
  return existsSync(file) ? (/\) (\w)/.exec(readFileSync(file, 'utf8'))?.[1] ?? '') : 'gone'
}

const outcomes = (job: Awaited<ReturnType<typeof runSteps>>) =>
  Object.fromEntries(job.steps.map(({ id, outcome, conclusion }) => [id, `${outcome}/${conclusion}`]))

describe('a step', () => {
  it('runs in bash, which stops at the first failure, and in a pipe only where bash is named', async () => {
    const job = await runSteps(`
- id: plain
  continue-on-error: true
  run: |
    false | true
    echo went on
- id: named
  continue-on-error: true
  shell: bash
  run: |
    false | true
    echo went on
- id: first
  continue-on-error: true
  run: |
    false
    echo went on
`)
    expect(outcomes(job)).toEqual({
      plain: 'success/success',
      named: 'failure/success',
      first: 'failure/success',
    })
    expect(job.log.match(/^went on$/gm)).toHaveLength(1)
    expect(job.result).toBe('success')
  })

  it('is skipped after a failure, but for what says otherwise', async () => {
    const job = await runSteps(`
- id: bad
  run: exit 3
- id: next
  run: echo never
- id: always
  if: always()
  run: echo "status \${{ job.status }}, bad was \${{ steps.bad.outcome }}"
- id: failure
  if: \${{ failure() && steps.bad.conclusion == 'failure' }}
  run: echo told
- id: success
  if: success()
  run: echo never
`)
    expect(job.result).toBe('failure')
    expect(outcomes(job)).toMatchObject({
      bad: 'failure/failure',
      next: 'skipped/skipped',
      always: 'success/success',
      failure: 'success/success',
      success: 'skipped/skipped',
    })
    expect(job.log).toContain('status failure, bad was failure')
    expect(job.annotations).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'Process completed with exit code 3.' }),
    )
  })

  it('hands on outputs, variables and a path by files, also of many lines', async () => {
    const job = await runSteps(`
- id: give
  run: |
    echo "one=1" >> "$GITHUB_OUTPUT"
    printf 'many<<END\\na=b\\nc\\nEND\\n' >> "$GITHUB_OUTPUT"
    echo "SEEN=by all" >> "$GITHUB_ENV"
    mkdir -p "$RUNNER_TEMP/bin"
    printf '#!/bin/sh\\necho own tool' > "$RUNNER_TEMP/bin/own-tool"
    chmod +x "$RUNNER_TEMP/bin/own-tool"
    echo "$RUNNER_TEMP/bin" >> "$GITHUB_PATH"
    echo '## told' >> "$GITHUB_STEP_SUMMARY"
- run: own-tool; echo "$SEEN, \${{ env.SEEN }}, \${{ steps.give.outputs.one }}"
- env:
    MANY: \${{ steps.give.outputs.many }}
  run: echo "[$MANY]"
`)
    expect(job.log).toContain('own tool\nby all, by all, 1\n[a=b\nc]')
    expect(job.summary).toContain('## told')
  })

  it('fails where it wrote what the runner cannot read', async () => {
    const job = await runSteps('- id: bad\n  run: echo \'no equals sign\' >> "$GITHUB_OUTPUT"')
    expect(job.result).toBe('failure')
    expect(job.annotations.map(({ message }) => message)).toEqual([
      "Unable to process file command 'output' successfully.",
      "Invalid format 'no equals sign'",
    ])
  })

  it('is ended after its time, and what it left running with the job', async () => {
    const job = await runSteps(
      `
- id: long
  timeout-minutes: 1
  run: |
    trap '' INT TERM
    sleep 60 & wait
- if: always()
  run: sleep 61 & echo "$!" > "$RUNNER_TEMP/left"; echo "left $!"
`,
      { minuteMs: 1000 },
    )
    expect(outcomes(job).long).toBe('failure/failure')
    expect(job.log).toContain('has timed out after 1 minutes.')
    const pid = Number(/left (\d+)/.exec(job.log)?.[1])
    expect(stateOf(pid)).toMatch(/^(gone|Z)$/)
  })

  it('sees what the schema lets it see, and null for what is not there', async () => {
    const job = await runSteps(
      `
- env:
    NOBODY: \${{ github.event.nobody.there }}
    HASH: \${{ hashFiles('**/none') }}
    JSON: \${{ toJSON(fromJSON('{"a":[1,true,null]}').a) }}
  run: |
    echo "[$NOBODY] [$HASH] $JSON"
    echo "$GITHUB_REPOSITORY $GITHUB_JOB $GITHUB_EVENT_NAME $GITHUB_RUN_ATTEMPT \${{ vars.PLACE }}"
    test -f "$GITHUB_EVENT_PATH"
`,
      { vars: { PLACE: 'here' } },
    )
    expect(job.result).toBe('success')
    expect(job.log).toContain('[] [] [\n  1,\n  true,\n  null\n]')
    expect(job.log).toContain('octo/shop only push 1 here')
  })
})

describe('the log', () => {
  it('takes commands as the runner does, and none while they are stopped', async () => {
    const job = await runSteps(`
- run: |
    echo '::error file=a.txt,line=3::first%0Asecond'
    echo 'in a line ::warning::is none'
    echo '  ::notice::after blanks'
    echo '::stop-commands::token-1'
    echo '::error::unheard'
    echo '::token-1::'
    echo 'old form: ##[warning]heard'
    echo '::set-env name=X::y'
`)
    expect(job.annotations.map(({ level, message, line }) => [level, message, line])).toEqual([
      ['error', 'first\nsecond', 3],
      ['notice', 'after blanks', undefined],
      ['warning', 'heard', undefined],
      ['error', 'The `set-env` command is disabled.', undefined],
    ])
    expect(job.log).toContain('in a line ::warning::is none')
  })

  it('shows no secret, and no output passes one on', async () => {
    const job = await runSteps(
      `
- id: leak
  run: |
    echo "it is \${{ secrets.KEY }}"
    echo '::add-mask::found-later'
    echo 'found-later it is'
    echo "value=x found-later" >> "$GITHUB_OUTPUT"
    echo "token \${{ github.token }}"
`,
      { secrets: { KEY: 'very-secret' } },
      '    outputs:\n      value: ${{ steps.leak.outputs.value }}\n',
    )
    expect(job.log).toContain('it is ***\n*** it is\ntoken ***')
    expect(job.outputs).toEqual({})
    expect(job.annotations).toContainEqual(
      expect.objectContaining({ message: "Skip output 'value' since it may contain secret." }),
    )
  })
})
