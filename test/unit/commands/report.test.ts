import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { report } from '../../../src/commands/report.js'
import { planId } from '../../../src/core/plan/plan-id.js'
import { makeRepository } from '../../support/repository.js'
import { aConfig, aService } from '../budgets/case.js'
import { factsOfRun, partsOf, planOf, unitsOf } from '../record/merge/shared-run.js'
import { failingRecord, passingRecord } from '../report/samples/records.js'

const config = aConfig(aService('web', { suites: { api: ['GET /'] } }), aService('worker'))
const { id: _, ...rest } = planOf(
  config,
  config.services.map((one) => unitsOf(aConfig(one))),
  { tool: { name: 'container-migrate', version: '0.1.0' } },
)
const plan = { ...rest, id: planId(rest) }
const parts = partsOf(plan, factsOfRun(config)).map((part) => ({ ...part, tool: plan.tool }))
const [one, other] = parts.map((part) => JSON.stringify(part)) as [string, string]
const files = { 'plan.json': JSON.stringify(plan), 'parts/a/1.json': one, 'parts/b/2.json': other }

const reportOn = async (given: Readonly<Record<string, string>>, ...paths: readonly string[]) => {
  await using folder = await makeRepository(given)
  return await report({ files: paths, cwd: folder.folder })
}

describe('a report', () => {
  it('is made of the plan and the parts, wherever in the folders they lie', async () => {
    const { record, plan: of, exitCode } = await reportOn(files, 'plan.json', 'parts')
    expect(exitCode).toBe(0)
    expect(of).toEqual(plan)
    expect(record.judgement.verdict).toBe('pass')
    expect(record.run.id).toBe(plan.id.slice(0, 12))
    expect((await reportOn(files, '.')).record.facts).toEqual(record.facts)
  })

  it('is made of files that a shell or an editor began with a mark, and ended lines its own way', async () => {
    const marked = Object.fromEntries(
      Object.entries(files).map(([name, text]) => [
        name,
        `\uFEFF${JSON.stringify(JSON.parse(text), null, 2).replaceAll('\n', '\r\n')}`,
      ]),
    )
    expect(await reportOn(marked, '.')).toEqual(await reportOn(files, '.'))
  })

  it('takes a file once that is named twice', async () => {
    const { record } = await reportOn(files, '.', 'plan.json', 'parts', './parts/a/1.json')
    expect(record.facts.lost).toBeUndefined()
  })

  it('passes over what shards write beside their parts, and over what is no JSON', async () => {
    const images = JSON.stringify({ imagesVersion: 1, plan: plan.id, images: [] })
    const { exitCode } = await reportOn({ ...files, 'images/images.json': images, 'parts/log.txt': 'x' }, '.')
    expect(exitCode).toBe(0)
  })

  it('ends with 3 where nothing failed and a part is missing', async () => {
    const { record, exitCode } = await reportOn({ ...files, 'parts/b/2.json': one }, '.')
    expect(exitCode).toBe(3)
    expect(record.judgement.services.map(({ verdict }) => verdict)).toEqual(['pass', 'inconclusive'])
  })

  it('of no part at all says that all of them are missing', async () => {
    const { record, exitCode } = await reportOn(files, 'plan.json')
    expect(exitCode).toBe(3)
    expect(record.judgement.services.every(({ verdict }) => verdict === 'inconclusive')).toBe(true)
  })

  it.each([
    ['pass', passingRecord(), 0],
    ['fail', failingRecord(), 1],
  ])('of one whole record is that record judged again (%s)', async (verdict, record, exitCode) => {
    const doubted = { ...record, judgement: { ...record.judgement, verdict: 'inconclusive', findings: [] } }
    const again = await reportOn({ 'record.json': JSON.stringify(doubted) }, 'record.json')
    expect(again).toEqual({ record, exitCode })
    expect(again.record.judgement.verdict).toBe(verdict)
  })
})

describe('files that are no run', () => {
  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    [
      'a part that was cut short',
      { ...files, 'parts/b/2.json': other.slice(0, 500) },
      /parts\/b\/2\.json: it is not JSON/,
    ],
    ['an empty file', { ...files, 'parts/b/2.json': '' }, /parts\/b\/2\.json: it is not JSON/],
    [
      'other JSON',
      { ...files, 'package.json': '{"name":"x"}' },
      /package\.json: it is neither a plan, nor a shard's part/,
    ],
    [
      'two whole records',
      { 'a.json': JSON.stringify(passingRecord()), 'b.json': JSON.stringify(failingRecord()) },
      /a\.json, b\.json: a whole run record is a run by itself/,
    ],
    [
      'a record among parts',
      { ...files, 'old.json': JSON.stringify(passingRecord()) },
      /old\.json, parts\/a\/1\.json.*: a whole run record is a run by itself/,
    ],
    ['parts without the plan', { 'a.json': one, 'b.json': other }, /a\.json, b\.json: the plan is missing/],
    [
      'a plan that somebody changed',
      { ...files, 'plan.json': JSON.stringify({ ...plan, unchanged: ['x'] }) },
      /plan\.json: it should be a plan, but at id: the plan was changed/,
    ],
    ['nothing', { 'readme.md': '' }, /there is nothing to report/],
  ])('are refused by name, with what to do: %s', async (_name, given, why) => {
    await expect(reportOn(given, '.')).rejects.toThrow(why)
    await expect(reportOn(given, '.')).rejects.toThrow(/try: |nothing to report/)
  })

  it('are told at most ten of, however many there are', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_one, index) => [`x/${index}.json`, '{}']))
    const error = await reportOn(many, '.').catch((cause: Error) => cause.message)
    expect(
      String(error)
        .split('\n')
        .filter((line) => line.includes('neither')),
    ).toHaveLength(10)
    expect(error).toContain('and 490 more like these')
  })

  it('of no such name are told by that name', async () => {
    await expect(reportOn(files, 'plan.json', 'nowhere')).rejects.toThrow(/nowhere: there is no such file/)
  })

  it('end no reading, though a link leads round in a circle', async () => {
    await using folder = await makeRepository(files)
    await mkdir(join(folder.folder, 'loop'))
    await symlink('..', join(folder.folder, 'loop', 'again'))
    expect((await report({ files: ['.'], cwd: folder.folder })).exitCode).toBe(0)
  })
})
