import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDurations } from '../../../src/commands/read-durations.js'
import { makeRepository } from '../../support/repository.js'
import { planOf } from '../plan/plans.js'
import { sampleRecords } from '../report/samples/records.js'

const told = (day: number, durationMs: number): string =>
  JSON.stringify({
    recordVersion: 1,
    run: { id: `run ${day}`, startedAt: `2026-01-0${day}T00:00:00.000Z`, durationMs: 1 },
    facts: { spent: [{ service: 'api', what: 'timed', durationMs }] },
  })

const read = async (files: Readonly<Record<string, string>>, ...paths: string[]) => {
  await using repository = await makeRepository(files)
  const notes: string[] = []
  const remembered = await readDurations({
    cwd: repository.folder,
    paths,
    onNote: (text) => notes.push(text),
  })
  return { notes, timedMs: remembered({ service: 'api', what: 'timed' }) }
}

describe('the durations of earlier runs', () => {
  it('come from files and from folders of them, however deep an artifact lies', async () => {
    const files = {
      'a.json': told(1, 1_000),
      'records/shard-1/part.json': told(2, 3_000),
      'records/note.txt': '-',
    }
    expect(await read(files, 'a.json', 'records')).toEqual({
      timedMs: 2_000,
      notes: ['how long each part takes is known from 2 earlier records, the rest is guessed'],
    })
  })

  it('of images are those of the shard that made them', async () => {
    const part = (stage: string, durationMs: number) => {
      const record = JSON.parse(told(1, 1))
      const spent = [{ service: 'api', what: 'prepare', durationMs }]
      return JSON.stringify({
        ...record,
        part: { plan: 'p', stage, shard: 1, of: 2, attempt: 1 },
        facts: { spent },
      })
    }
    const files = {
      'a.json': part('measure', 1_000),
      'b.json': part('build', 60_000),
      'c.json': part('measure', 2_000),
    }
    await using repository = await makeRepository(files)
    const remembered = await readDurations({ cwd: repository.folder, paths: ['.'], onNote: () => {} })
    expect(remembered({ service: 'api', what: 'prepare' })).toBe(60_000)
  })

  it('are missed by nobody: what is broken, absent or something else is a note', async () => {
    const files = { 'records/a.json': '{', 'records/b.json': '[1]', 'records/c.json': told(1, 5_000) }
    const { timedMs, notes } = await read(files, 'records', 'none', 'records/d.json')
    expect(timedMs).toBe(5_000)
    expect(notes).toEqual([
      'no durations from records/a.json: it is not JSON',
      'no durations from records/b.json: it is no run record, and no part of one',
      'no durations from none: there is no such file',
      'no durations from records/d.json: there is no such file',
      'how long each part takes is known from an earlier record, the rest is guessed',
    ])
  })

  it('are not looked for in the plan that lies beside them, nor in records that tell none', async () => {
    const files = {
      'plan.json': JSON.stringify(planOf({ most: 2 })),
      'old.json': JSON.stringify(sampleRecords.pass()),
    }
    const { notes } = await read(files, '.')
    expect(notes).toEqual([expect.stringContaining('guessed from the config')])
  })

  it('end with a note where a folder links to itself', async () => {
    await using repository = await makeRepository({ 'records/a.json': told(1, 5_000) })
    const { symlink } = await import('node:fs/promises')
    await symlink('.', join(repository.folder, 'records/again'))
    await mkdir(join(repository.folder, 'records/folder.json'))
    await writeFile(join(repository.folder, 'records/folder.json/b.json'), told(2, 7_000))
    const notes: string[] = []
    const remembered = await readDurations({
      cwd: repository.folder,
      paths: ['records'],
      onNote: (text) => notes.push(text),
    })
    expect(remembered({ service: 'api', what: 'timed' })).toBe(6_000)
    expect(notes).toHaveLength(1)
  })
})
