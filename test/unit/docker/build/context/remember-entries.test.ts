import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { rememberEntries } from '../../../../../src/docker/build/context/remember-entries.js'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entries-'))
  await mkdir(join(folder, 'src'))
  await writeFile(join(folder, 'src/a'), '')
})
afterEach(() => rm(folder, { recursive: true }))

it('a context is walked once for all that are built from it, and anew under another ignore file', async () => {
  const entriesOf = rememberEntries()
  expect(await entriesOf(folder, '')).toEqual(['src', 'src/a'])
  await writeFile(join(folder, 'src/b'), '')
  expect(await entriesOf(folder, '')).toEqual(['src', 'src/a'])
  expect(await entriesOf(folder, 'src/a')).toEqual(['src', 'src/b'])
})

it('a context with more in it than is worth the time is not walked to its end', async () => {
  await expect(rememberEntries(1)(folder, '')).rejects.toThrow('more than 1 files and folders')
  expect(await rememberEntries(2)(folder, '')).toHaveLength(2)
})
