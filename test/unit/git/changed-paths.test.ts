import { chmod, mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listChangedPaths } from '../../../src/git/changed-paths.js'
import { openRepository } from '../../../src/git/repository.js'
import { readAtCommit, readTrackedFiles } from '../../../src/git/tracked-files.js'
import { type GitWorkshop, makeGitWorkshop, type Repo } from '../../support/git.js'

let workshop: GitWorkshop
beforeEach(async () => {
  workshop = await makeGitWorkshop()
})
afterEach(() => workshop[Symbol.asyncDispose]())

const opened = (repo: Repo) =>
  openRepository({ cwd: repo.folder, env: workshop.env, signal: new AbortController().signal })
const changes = async (repo: Repo, since: string) =>
  (await listChangedPaths(await opened(repo), since))
    .map(({ path, isFolder }) => `${path}${isFolder ? '/' : ''}`)
    .sort()

describe('what changed since a commit', () => {
  it('is what was committed, staged, edited and added since, and nothing that git ignores', async () => {
    const repo = await workshop.make('shop', {
      committed: '1',
      staged: '1',
      edited: '1',
      gone: '1',
      same: '1',
      '.gitignore': 'ignored\n',
    })
    const first = await repo.git('rev-parse', 'HEAD')
    await repo.commit({ committed: '2' })
    await repo.write({ staged: '2' })
    await repo.git('add', 'staged')
    await repo.write({ edited: '2', gone: undefined, new: '1', 'deep/new': '1', ignored: '1' })
    expect(await changes(repo, first)).toEqual(['committed', 'deep/new', 'edited', 'gone', 'new', 'staged'])
  })

  it('has a renamed file by both its names, also where the user asks git for renames', async () => {
    const repo = await workshop.make('shop', { before: 'the same text, long enough to be found again\n' })
    const first = await repo.git('rev-parse', 'HEAD')
    await repo.git('config', 'diff.renames', 'copies')
    await rename(join(repo.folder, 'before'), join(repo.folder, 'after'))
    await repo.commit({})
    expect(await changes(repo, first)).toEqual(['after', 'before'])
  })

  it('has a file that only became executable, and not one that was only touched', async () => {
    const repo = await workshop.make('shop', { script: '1', touched: '1' })
    const first = await repo.git('rev-parse', 'HEAD')
    await chmod(join(repo.folder, 'script'), 0o755)
    await writeFile(join(repo.folder, 'touched'), '1')
    expect(await changes(repo, first)).toEqual(['script'])
  })

  it('takes any name for a name', async () => {
    const names = [
      'a\nb',
      '"quoted"',
      '-rf',
      ':(top)x',
      'tab\there',
      'ünï',
      '$(id)',
      '*',
      'dir with space/\\',
    ]
    const repo = await workshop.make('shop', { first: '1' })
    const first = await repo.git('rev-parse', 'HEAD')
    const files = Object.fromEntries(names.map((name) => [name, '1']))
    await repo.write(files)
    expect(await changes(repo, first)).toEqual([...names].sort())
    await repo.commit({})
    expect(await changes(repo, first)).toEqual([...names].sort())
  })

  it('has a submodule that was moved on, that is dirty, and a repository within as folders', async () => {
    const library = await workshop.make('library', { code: '1' })
    const repo = await workshop.make('shop', { first: '1' })
    const add = ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.folder]
    await repo.git(...add, 'vendor/moved')
    await repo.git(...add, 'vendor/dirty')
    await repo.git(...add, 'vendor/same')
    const first = await repo.commit({})
    await workshop.open(join(repo.folder, 'vendor/moved')).commit({ code: '2' })
    await workshop.open(join(repo.folder, 'vendor/dirty')).write({ code: '2' })
    await mkdir(join(repo.folder, 'nested'))
    const nested = workshop.open(join(repo.folder, 'nested'))
    await nested.git('init', '--quiet')
    await nested.commit({ inner: '1' })
    expect(await changes(repo, first)).toEqual(['nested/', 'vendor/dirty/', 'vendor/moved/'])
  })

  it('starts no program that the repository names: hooks, monitors, pagers, foreign diffs', async () => {
    const repo = await workshop.make('shop', { text: '1', '.gitattributes': '* diff=own\n' })
    const first = await repo.git('rev-parse', 'HEAD')
    const started = join(workshop.folder, 'started')
    const program = join(workshop.folder, 'program')
    await writeFile(program, `#!/bin/sh\necho "$0 $*" >> ${started}\nexit 1\n`, { mode: 0o755 })
    for (const setting of [
      'core.fsmonitor',
      'core.pager',
      'pager.diff',
      'diff.external',
      'diff.own.command',
      'diff.own.textconv',
    ])
      await repo.git('config', setting, program)
    await repo.git('config', 'diff.orderFile', join(workshop.folder, 'absent'))
    await mkdir(join(repo.folder, '.git/hooks'), { recursive: true })
    for (const hook of ['post-index-change', 'reference-transaction', 'fsmonitor-watchman'])
      await writeFile(join(repo.folder, '.git/hooks', hook), `#!/bin/sh\necho ${hook} >> ${started}\n`, {
        mode: 0o755,
      })
    await repo.write({ text: '2' })
    expect(await changes(repo, first)).toEqual(['text'])
    await expect(readTrackedFiles(await opened(repo), [])).resolves.toBeDefined()
    const { readFile } = await import('node:fs/promises')
    await expect(readFile(started, 'utf8')).rejects.toThrow('ENOENT')
  })
})

describe('a file at a commit', () => {
  it('is read as it was then, whatever lies there now', async () => {
    const repo = await workshop.make('shop', { 'deep/a b': 'then\n', other: '1' })
    const first = await repo.git('rev-parse', 'HEAD')
    await repo.commit({ 'deep/a b': 'now' })
    const repository = await opened(repo)
    expect(await readAtCommit(repository, first, 'deep/a b')).toBe('then\n')
    expect(await readAtCommit(repository, first, 'absent')).toBeUndefined()
    expect(await readAtCommit(repository, first, 'deep')).toBeUndefined()
  })
})

describe('what git tracks', () => {
  it('is told with its links, and links that are not tracked yet', async () => {
    const repo = await workshop.make('shop', { file: '1', link: { linkTo: 'file' } })
    await repo.write({ new: { linkTo: '../elsewhere' }, plain: '1' })
    const { paths, links } = await readTrackedFiles(await opened(repo), ['new', 'plain', 'gone'])
    expect([...paths].sort()).toEqual(['file', 'link'])
    expect([...links]).toEqual([
      ['link', 'file'],
      ['new', '../elsewhere'],
    ])
  })
})
