import { beforeAll, describe, expect, it } from 'vitest'
import { configOf, configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { makeRepository } from '../support/repository.js'
import { compareJson, runCli } from '../support/run-cli.js'
import { healthy } from '../support/services.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const wasteful = healthy().replace(
  '\nCMD',
  '\nRUN dd if=/dev/urandom of=/waste bs=1000000 count=20\nRUN rm /waste\nCMD',
)
const withoutProgram = healthy().replace(/CMD .*/, 'CMD ["/app/server"]')

const exceeded = (record: Awaited<ReturnType<typeof compareJson>>['record']) =>
  record.judgement.findings.flatMap((one) => (one.tag === 'limit-exceeded' ? [one] : []))

describe('an image that wastes 20 MB', () => {
  it('fails budgets on wasted bytes and on efficiency, and is explained in the report', async () => {
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': wasteful,
      [configPath]: configOf('budgets: { wasted-bytes: 5MB, efficiency: 95% }\n'),
    })
    const { record, exitCode } = await compareJson({ cwd: repository.folder, host })
    expect(exitCode).toBe(1)
    expect(exceeded(record)).toMatchObject([
      { metric: 'wasted-bytes', value: 20e6, limit: 5e6, level: 'fail' },
      { metric: 'efficiency', limit: 0.95, level: 'fail' },
    ])
    const inside = record.facts.prepared.map((one) => one.inside)
    expect(inside.map((one) => one?.waste.wastedBytes)).toEqual([0, 20e6])
    expect(inside[1]?.waste.files[0]).toMatchObject({ path: 'waste', how: 'removed' })

    const { stdout } = await runCli(['compare', '--markdown'], { cwd: repository.folder, host })
    expect(stdout).toContain("The candidate's layers hold 20.0 MB that no container sees")
    expect(stdout).toContain('Where the bytes are in web')
  })

  it('is advised on at its lines, with what its build was sent', async () => {
    const heavy = wasteful.replace('\nRUN dd', '\nCOPY src /src\nRUN dd')
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': heavy,
      'src/.git/pack': 'x'.repeat(3_000_000),
      'src/kept': 'x',
      'never-copied/data': 'x'.repeat(4_000_000),
      [configPath]: configOf(),
    })
    const { record, exitCode } = await compareJson({ cwd: repository.folder, host })
    expect(exitCode).toBe(0)
    const line = heavy.split('\n').findIndex((one) => one.includes('dd if=')) + 1
    const place = expect.objectContaining({ file: 'Dockerfile.candidate', line })
    const [advice, ...others] = record.judgement.advice ?? []
    expect(others).toEqual([])
    expect(advice?.changes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'removed-later', savedBytes: 20e6, place }),
        expect.objectContaining({ kind: 'ignore-line', savedBytes: 3e6 }),
      ]),
    )
    const [before, after] = record.facts.prepared
    expect(before?.context).toBeUndefined()
    // BuildKit is sent nothing that is not copied.
    const lines = after?.context?.lines.map(({ line: ignored }) => ignored)
    expect(lines).toEqual(after?.build?.builder === 'buildx' ? ['**/.git'] : ['never-copied', '**/.git'])

    const { stdout } = await runCli(['compare', '--markdown'], { cwd: repository.folder, host })
    expect(stdout).toContain(
      'What would make web smaller: 3 changes, the largest 20.0 MB of the image, 3.00 MB of the build context',
    )
    expect(stdout).toContain(`Dockerfile.candidate:${line}`)
  })

  it('fails the limits of a .dive-ci at its lines, of which the config keeps its own', async () => {
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': wasteful,
      [configPath]: configOf('budgets: { efficiency: 1% }\n'),
      '.dive-ci': 'rules:\n  lowestEfficiency: 0.95\n  highestWastedBytes: 19MB\n',
    })
    const { record, exitCode } = await compareJson({ cwd: repository.folder, host })
    expect(exitCode).toBe(1)
    expect(exceeded(record)).toMatchObject([
      { metric: 'dive-wasted-bytes', limit: 19e6, place: { file: '.dive-ci', line: 3 } },
    ])
    expect(record.config.assumptions.join(' ')).toMatch(/\.dive-ci is in this folder/)
  })

  it('is not even built where the .dive-ci cannot be read', async () => {
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': healthy(),
      [configPath]: configOf(),
      '.dive-ci': 'rules:\n  lowestEfficiency: 95%\n',
    })
    const { exitCode, stderr } = await runCli(['compare'], { cwd: repository.folder, host })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('.dive-ci:2:21')
  })
})

describe('what is wrong in the image of the candidate', () => {
  it('is told as the cause where the candidate does not start for it', async () => {
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': withoutProgram,
      [configPath]: configOf(),
    })
    const { record, exitCode } = await compareJson({ cwd: repository.folder, host })
    expect(exitCode).toBe(1)
    const { findings } = record.judgement
    expect(findings.find(({ tag }) => tag === 'start-failed')).toMatchObject({
      level: 'fail',
      proof: { tag: 'image-start', kind: 'program-absent', wanted: '/app/server' },
    })
    expect(findings.filter(({ tag, level }) => tag === 'image-start' && level === 'fail')).toEqual([])
  })
})
