import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { foreignLine } from '../../../src/core/report/escape-log.js'
import * as runner from '../../../src/github/runner.js'

let folder: string
let printed: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runner-'))
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
})

afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

async function runnerFile(variable: string): Promise<string> {
  const file = join(folder, variable)
  await writeFile(file, '')
  vi.stubEnv(variable, file)
  return file
}

describe('inputs', () => {
  it('come by the name that a user writes, trimmed, and nothing else of the environment', () => {
    const env = {
      'INPUT_IMAGE-SIZE': ' 250MB ',
      INPUT_SMOKE: 'GET / 200\nnpm test\n',
      INPUT_PORT: '',
      PATH: '/bin',
    }
    expect(runner.readInputs(env)).toEqual({ 'image-size': '250MB', smoke: 'GET / 200\nnpm test', port: '' })
  })
})

describe('outputs', () => {
  it('reach the runner through its file, many lines and all', async () => {
    const file = await runnerFile('GITHUB_OUTPUT')
    runner.setOutputs({ verdict: 'pass', report: 'one\ntwo\nverdict=fail' })
    const lines = (await readFile(file, 'utf8')).split('\n')
    expect(lines[0]).toMatch(/^verdict<<ghadelimiter_/)
    expect(lines.slice(1, 2)).toEqual(['pass'])
    expect(lines.slice(4, 7)).toEqual(['one', 'two', 'verdict=fail'])
    expect(printed).toBe('')
  })

  it('print nothing where nobody reads them', () => {
    vi.stubEnv('GITHUB_OUTPUT', '')
    runner.setOutputs({ verdict: 'pass' })
    expect(printed).toBe('')
  })
})

describe('the job summary', () => {
  const limit = 1024 * 1024

  it('grows by what is appended', async () => {
    const file = await runnerFile('GITHUB_STEP_SUMMARY')
    expect(await runner.appendSummary('# one\n')).toEqual({ outcome: 'written' })
    expect(await runner.appendSummary('# two\n')).toEqual({ outcome: 'written' })
    expect(await readFile(file, 'utf8')).toBe('# one\n# two\n')
  })

  it('is absent without a throw where there is none', async () => {
    vi.stubEnv('GITHUB_STEP_SUMMARY', '')
    expect(await runner.appendSummary('# one\n')).toEqual({ outcome: 'absent' })
  })

  it('is cut at the end of a line and says so, before GitHub drops it whole', async () => {
    const file = await runnerFile('GITHUB_STEP_SUMMARY')
    await runner.appendSummary('# one\n')
    const outcome = await runner.appendSummary('größer als alles\n'.repeat(80_000))
    expect(outcome.outcome).toBe('cut')
    expect((await stat(file)).size).toBeLessThan(limit)
    expect((await stat(file)).size).toBeGreaterThan(limit - 8192)
    const lines = (await readFile(file, 'utf8')).split('\n')
    expect(new Set(lines.slice(1, -4))).toEqual(new Set(['größer als alles']))
    expect(lines.at(-2)).toContain('cut here')
  })

  it('stays within the limit also where one line is too long for it', async () => {
    const file = await runnerFile('GITHUB_STEP_SUMMARY')
    expect(await runner.appendSummary('x'.repeat(2 * limit))).toEqual({ outcome: 'cut', keptBytes: 0 })
    expect(await runner.appendSummary('y'.repeat(2 * limit))).toEqual({ outcome: 'cut', keptBytes: 0 })
    expect((await stat(file)).size).toBeLessThan(1024)
  })
})

describe('the log', () => {
  it('gets an annotation at its place, whose text cannot become another command', () => {
    runner.annotate('error', 'a\n::warning::b % ', { file: 'x,line=1::.yml', line: 3, column: 5 })
    expect(printed).toBe('::error file=x%2Cline=1%3A%3A.yml,line=3,col=5::a%0A::warning::b %25 \n')
  })

  it('gets an annotation of each level, with no place too', () => {
    runner.annotate('warning', 'w')
    runner.annotate('notice', 'n', { file: 'f' })
    expect(printed).toBe('::warning::w\n::notice file=f::n\n')
  })

  it('groups lines that belong together', () => {
    runner.printGroup(foreignLine('build ::x'), [foreignLine('::endgroup::'), foreignLine('##[error]boo')])
    runner.printLine(foreignLine('after'))
    expect(printed).toBe('::group::build ::x\n: :endgroup::\n## [error]boo\n::endgroup::\nafter\n')
  })
})

describe('the id of the run', () => {
  it('is kept for the post step', async () => {
    const file = await runnerFile('GITHUB_STATE')
    runner.saveRunId('r-1')
    expect((await readFile(file, 'utf8')).split('\n')).toEqual([
      expect.stringMatching(/^run-id<</),
      'r-1',
      expect.anything(),
      '',
    ])
    vi.stubEnv('STATE_run-id', 'r-1')
    expect(runner.readRunId()).toBe('r-1')
  })

  it('is unknown where the main step never came to save it', () => {
    expect(runner.readRunId()).toBeUndefined()
  })

  it('is not printed where no runner keeps it', () => {
    vi.stubEnv('GITHUB_STATE', '')
    runner.saveRunId('r-1')
    expect(printed).toBe('')
  })
})
