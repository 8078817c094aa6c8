import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EnvironmentError, UsageError } from '../../../src/core/domain/errors.js'
import { readConfigText } from '../../../src/files/config-file.js'
import { requireWritable, writeWhole } from '../../../src/files/write-file.js'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('a record', () => {
  it('is written into folders that are not there yet, and over an older one', async () => {
    const path = join(folder, 'a', 'b', 'record.json')
    await writeWhole(path, 'one')
    await writeWhole(path, 'two')
    expect(await readFile(path, 'utf8')).toBe('two')
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['record.json'])
  })

  it('goes to what a link points at, and the link stays', async () => {
    await writeFile(join(folder, 'real.json'), 'old')
    await symlink('real.json', join(folder, 'link.json'))
    await writeWhole(join(folder, 'link.json'), 'new')
    expect(await readFile(join(folder, 'real.json'), 'utf8')).toBe('new')
    expect((await readdir(folder)).sort()).toEqual(['link.json', 'real.json'])
  })

  it('that cannot be written says so and leaves nothing half done', async () => {
    await mkdir(join(folder, 'taken'))
    await expect(writeWhole(join(folder, 'taken'), 'text')).rejects.toBeInstanceOf(EnvironmentError)
    expect(await readdir(folder)).toEqual(['taken'])
  })
})

describe('before a run', () => {
  it.each([
    ['a folder', (at: string) => at],
    ['a device', () => '/dev/null'],
    ['a folder that is a file', (at: string) => join(at, 'file', 'record.json')],
    ['a file system that takes no file', () => '/proc/record.json'],
    ['a file system that takes no folder', () => '/proc/none/deeper/record.json'],
  ])('%s is refused as the place of a record', async (_, place) => {
    await writeFile(join(folder, 'file'), '')
    await expect(requireWritable(place(folder))).rejects.toBeInstanceOf(UsageError)
  })

  it('a file system that takes no folder is refused with the place, and not tried for ever', async () => {
    await expect(requireWritable('/proc/none/deeper/record.json')).rejects.toThrow(
      'cannot write /proc/none/deeper/record.json: no folder can be made in /proc',
    )
  })

  it('a place that can be written is left as it was', async () => {
    await writeFile(join(folder, 'record.json'), 'old')
    await requireWritable(join(folder, 'record.json'))
    await requireWritable(join(folder, 'other.json'))
    expect(await readdir(folder)).toEqual(['record.json'])
    expect(await readFile(join(folder, 'record.json'), 'utf8')).toBe('old')
  })
})

describe('a config file', () => {
  it.each([
    ['that is not there', 'none.yml', 'there is no such file'],
    ['that is a folder', '.', 'it is a folder'],
    ['that is no text', 'image.tar', 'it is not a text file'],
  ])('%s is refused in words', async (_, file, why) => {
    await writeFile(join(folder, 'image.tar'), Buffer.from([80, 75, 0, 0, 1]))
    await expect(readConfigText(folder, file)).rejects.toThrow(`cannot read the config ${file}: ${why}`)
  })

  it('is found under either ending, and is nothing where there is none', async () => {
    expect(await readConfigText(folder, undefined)).toBeUndefined()
    await mkdir(join(folder, '.github'))
    await writeFile(join(folder, '.github', 'container-migrate.yaml'), 'version: 1')
    expect(await readConfigText(folder, undefined)).toEqual({
      file: '.github/container-migrate.yaml',
      text: 'version: 1',
    })
  })
})
