import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findScope, type ScopeRequest } from '../../../src/commands/find-scope.js'
import { loadConfig } from '../../../src/commands/load-config.js'
import { UsageError } from '../../../src/core/domain/errors.js'
import { type Content, type GitWorkshop, makeGitWorkshop, type Repo } from '../../support/git.js'

let workshop: GitWorkshop
let notes: string[]
beforeEach(async () => {
  workshop = await makeGitWorkshop()
  notes = []
})
afterEach(() => workshop[Symbol.asyncDispose]())

const configFile = '.github/container-migrate.yml'
const both = (lines: string) => `    baseline: ${lines}\n    candidate: ${lines}\n`
const config = (...services: readonly string[]) => `version: 1\nservices:\n${services.join('')}`
const built = (name: string, more = '') => `  ${name}:\n${both(`{ dockerfile: ${name}/Dockerfile }`)}${more}`
const image = (name: string, more = '') => `  ${name}:\n${both('{ image: "alpine:3" }')}${more}`

async function scope(repo: Repo, more: Partial<ScopeRequest> & { below?: string } = {}) {
  const cwd = join(repo.folder, more.below ?? '.')
  return findScope({
    cwd,
    env: workshop.env,
    config: await loadConfig({ cwd, inputs: {}, services: [] }),
    base: 'main',
    signal: new AbortController().signal,
    onNote: (text) => void notes.push(text),
    ...more,
  })
}

/** A branch off `main`, whose first commit these files are. */
async function branchOff(files: Readonly<Record<string, Content>>): Promise<Repo> {
  const repo = await workshop.make('shop', files)
  await repo.git('checkout', '--quiet', '-b', 'feature')
  return repo
}

/** What is chosen of a repository after these changes. */
async function chosenAfter(
  files: Readonly<Record<string, Content>>,
  change: Readonly<Record<string, Content>>,
): Promise<readonly string[]> {
  const repo = await branchOff(files)
  await repo.commit(change)
  const found = await scope(repo)
  expect(found.scope.by).toBe('changed')
  return found.chosen
}

const two = {
  [configFile]: config(built('api'), built('web')),
  'api/Dockerfile': 'FROM scratch',
  'api/main.go': '1',
  'web/Dockerfile': 'FROM scratch',
  'web/app.ts': '1',
  'README.md': '1',
}

describe('a service is in the run', () => {
  it('where a file of its context changed, and the others are named as unchanged', async () => {
    const repo = await branchOff(two)
    const mergeBase = await repo.git('rev-parse', 'main')
    await repo.commit({ 'api/main.go': '2', 'README.md': '2' })
    expect(await scope(repo)).toEqual({
      scope: { by: 'changed', mergeBase },
      chosen: ['api'],
      unchanged: ['web'],
    })
    expect(notes).toEqual([`1 of 2 services changed since ${mergeBase.slice(0, 12)}: api (api/main.go)`])
  })

  it('not where nothing changed that goes into any: all are unchanged', async () => {
    expect(await chosenAfter(two, { 'README.md': '2', 'docs/new.md': '1' })).toEqual([])
  })

  it('where the change is not even committed, or not even added', async () => {
    const repo = await branchOff(two)
    await repo.write({ 'api/main.go': '2' })
    expect((await scope(repo)).chosen).toEqual(['api'])
    await repo.write({ 'web/new.ts': '1' })
    expect((await scope(repo)).chosen).toEqual(['api', 'web'])
  })

  it('where a file went from it, and where one moved out of it or into it', async () => {
    expect(await chosenAfter(two, { 'api/main.go': undefined })).toEqual(['api'])
    await workshop[Symbol.asyncDispose]()
    workshop = await makeGitWorkshop()
    expect(await chosenAfter(two, { 'api/main.go': undefined, 'web/main.go': '1' })).toEqual(['api', 'web'])
  })

  it('not where the base alone changed it since', async () => {
    const repo = await branchOff(two)
    await repo.commit({ 'web/app.ts': '2' })
    await repo.git('checkout', '--quiet', 'main')
    await repo.commit({ 'api/main.go': '2' })
    await repo.git('checkout', '--quiet', 'feature')
    expect((await scope(repo)).chosen).toEqual(['web'])
  })
})

describe('an ignore file', () => {
  const ignoring = { ...two, 'api/.dockerignore': '*.md\nnode_modules\n!node_modules/kept/**\n' }

  it('keeps what it hides from being a change', async () => {
    expect(await chosenAfter(ignoring, { 'api/notes.md': '2', 'api/node_modules/other/file': '1' })).toEqual(
      [],
    )
  })

  it('makes a change of what it brings back', async () => {
    expect(await chosenAfter(ignoring, { 'api/node_modules/kept/deep/file': '1' })).toEqual(['api'])
  })

  it('counts itself where it changed, came or went', async () => {
    const repo = await branchOff(ignoring)
    await repo.commit({ 'api/.dockerignore': '*.md\n' })
    expect((await scope(repo)).chosen).toEqual(['api'])
    await repo.commit({ 'api/.dockerignore': undefined, 'web/Dockerfile.dockerignore': '*.md' })
    expect((await scope(repo)).chosen).toEqual(['api', 'web'])
  })

  it('of the Dockerfile comes before the one of the context', async () => {
    const files = { ...ignoring, 'api/Dockerfile.dockerignore': '*.go\n.dockerignore\n' }
    const repo = await branchOff(files)
    await repo.commit({ 'api/main.go': '2', 'api/.dockerignore': 'other' })
    expect((await scope(repo)).chosen).toEqual([])
    await repo.commit({ 'api/notes.md': '1' })
    expect((await scope(repo)).chosen).toEqual(['api'])
  })

  it('that is none makes the service count as changed, as does a context that is not there', async () => {
    const repo = await branchOff({ ...two, 'api/.dockerignore': 'a[' })
    await repo.commit({ 'README.md': '2' })
    expect((await scope(repo)).chosen).toEqual(['api'])
    expect(notes.at(-1)).toContain('api (the build context api cannot be read)')
    const lost = `  lost:\n${both('{ dockerfile: lost/Dockerfile, context: lost }')}`
    const other = await workshop.make('other', { ...two, [configFile]: config(built('web'), lost) })
    await other.git('checkout', '--quiet', '-b', 'feature')
    await other.commit({ 'README.md': '2' })
    expect((await scope(other)).chosen).toEqual(['lost'])
  })
})

describe('what a service names counts', () => {
  const named = {
    ...two,
    [configFile]: config(
      image('env', '    run: { env-file: settings/env }\n'),
      image('volume', '    run: { volumes: ["./fixtures:/data:ro"] }\n'),
      `  secret:\n${both('{ dockerfile: api/Dockerfile, secrets: { key: { file: keys/one } } }')}`,
      `  contexts:\n${both('{ dockerfile: api/Dockerfile, build-contexts: { shared: libs/shared } }')}`,
      `  archive:\n${both('{ archive: out/image.tar }')}`,
      `  process:\n${both('{ process: node server.js, cwd: server }')}    run: { port: 1 }\n`.replace(
        /run.*\n/,
        'run: { port: 8123 }\n',
      ),
      image('suite', '    smoke: { api: [{ run: "cd tests/api && pytest -q; ./scripts/check.sh" }] }\n'),
    ),
    'settings/env': 'A=1',
    'fixtures/data.json': '{}',
    'keys/one': '1',
    'libs/shared/code': '1',
    'out/image.tar': '1',
    'server/server.js': '1',
    'tests/api/test.py': '1',
    'scripts/check.sh': '1',
  }

  it.each([
    ['settings/env', 'env'],
    ['fixtures/data.json', 'volume'],
    ['keys/one', 'secret'],
    ['libs/shared/new', 'contexts'],
    ['out/image.tar', 'archive'],
    ['server/lib/deep.js', 'process'],
    ['tests/api/new.py', 'suite'],
    ['scripts/check.sh', 'suite'],
  ])('%s: only its own service', async (path, service) => {
    expect(await chosenAfter(named, { [path]: 'changed' })).toEqual([service])
  })

  it('and nothing beside it', async () => {
    const beside = { 'settings/other': '1', 'tests/other.py': '1', 'libs/other': '1', 'out/other': '1' }
    expect(await chosenAfter(named, beside)).toEqual([])
  })

  it('and an archive or an env file that Git does not track may be another each time', async () => {
    const files = { ...named, '.gitignore': 'out\nsettings\n' }
    const repo = await workshop.make('other', files)
    await repo.git('checkout', '--quiet', '-b', 'feature')
    await repo.commit({ 'README.md': '2' })
    expect((await scope(repo)).chosen).toEqual(['env', 'archive'])
  })

  it('and what links in a context lead to, elsewhere in the repository', async () => {
    const linked = {
      ...two,
      'api/common': { linkTo: '../libs/common' },
      'libs/common/next': { linkTo: '../further' },
      'libs/further/code': '1',
      'web/hidden': { linkTo: '../libs/common' },
      'web/.dockerignore': 'hidden\n',
    }
    expect(await chosenAfter(linked, { 'libs/further/code': '2' })).toEqual(['api'])
  })

  it('and links that lead in circles end', async () => {
    const linked = {
      ...two,
      'api/up': { linkTo: '..' },
      'api/self': { linkTo: 'self' },
      'web/one': { linkTo: '../web/two' },
      'web/two': { linkTo: '../web/one' },
    }
    expect(await chosenAfter(linked, { 'README.md': '2' })).toEqual(['api'])
  })
})

describe('the config', () => {
  it('counts for the service whose part changed, not for those that only moved in the file', async () => {
    const checks = '    smoke: { api: [{ http: GET /, json: { place: 1 } }] }\n    run: { port: 80 }\n'
    const files = { ...two, [configFile]: config(built('api'), built('web', checks)) }
    const moved = `# a remark\n\n${config(built('web', checks), built('api'))}`
    const repo = await branchOff(files)
    await repo.commit({ [configFile]: moved })
    expect((await scope(repo)).chosen).toEqual([])
    await repo.commit({ [configFile]: moved.replace('place: 1', 'place: 2') })
    expect(await scope(repo)).toMatchObject({ chosen: ['web'], unchanged: ['api'] })
    await repo.commit({ [configFile]: `${moved}${image('new')}` })
    expect((await scope(repo)).chosen).toEqual(['new'])
    await repo.commit({ [configFile]: `${moved}defaults: { ready: { timeout: 5s } }\n` })
    expect((await scope(repo)).chosen).toEqual(['web', 'api'])
  })

  it('counts alike where limits of .dive-ci are in force, and for all where those changed', async () => {
    const rules = (share: number) => `rules:\n  lowestEfficiency: ${share}\n`
    const repo = await branchOff({ ...two, '.dive-ci': rules(0.9) })
    await repo.commit({ [configFile]: `# a remark\n${two[configFile]}` })
    expect((await scope(repo)).chosen).toEqual([])
    await repo.commit({ '.dive-ci': rules(0.95) })
    expect(await scope(repo)).toMatchObject({
      chosen: ['api', 'web'],
      scope: { by: 'all', note: '.dive-ci changed, and it holds for every service.' },
    })
  })

  it('that was not there, or did not hold, at the merge base: all are in, and the note says why', async () => {
    const { [configFile]: text, ...others } = two
    const repo = await branchOff(others)
    const mergeBase = await repo.git('rev-parse', 'main')
    await repo.commit({ [configFile]: text })
    const note = `There was no config ${configFile} at the merge base.`
    expect(await scope(repo)).toEqual({
      scope: { by: 'all', mergeBase, note },
      chosen: ['api', 'web'],
      unchanged: [],
    })
    const broken = await workshop.make('broken', { ...two, [configFile]: 'version: 1\nservices: 7\n' })
    await broken.git('checkout', '--quiet', '-b', 'feature')
    await broken.commit({ [configFile]: text })
    expect((await scope(broken)).scope).toMatchObject({
      by: 'all',
      note: expect.stringContaining('does not hold'),
    })
  })

  it('is found under its other name too', async () => {
    const { [configFile]: text, ...others } = two
    const repo = await branchOff({ ...others, '.github/container-migrate.yaml': text })
    await repo.commit({ [configFile]: text, '.github/container-migrate.yaml': undefined, 'api/new': '1' })
    expect((await scope(repo)).chosen).toEqual(['api'])
  })

  it('of inputs is not known at the merge base; a pair that was found is known by its files', async () => {
    const repo = await branchOff({
      Dockerfile: '1',
      'Dockerfile.alpine': '1',
      '.dockerignore': '*.md',
      'a.md': '1',
    })
    await repo.commit({ 'a.md': '2' })
    expect(await scope(repo)).toMatchObject({ scope: { by: 'changed' }, chosen: [] })
    const inputs = { baseline: 'Dockerfile', candidate: 'Dockerfile.alpine' }
    const described = await loadConfig({ cwd: repo.folder, inputs, services: [] })
    expect((await scope(repo, { config: described })).scope).toMatchObject({
      by: 'all',
      note: expect.stringContaining('described by inputs'),
    })
  })
})

describe('the folder that a run works in', () => {
  it('may lie below the top, and contexts beside it', async () => {
    const deep = config(
      `  near:\n${both('{ dockerfile: Dockerfile, context: . }')}`,
      `  wide:\n${both('{ dockerfile: Dockerfile, context: .. }')}`,
      `  beside:\n${both('{ dockerfile: ../other/Dockerfile }')}`,
      `  beyond:\n${both('{ dockerfile: Dockerfile, context: ../../.. }')}`,
    )
    const files = {
      [`apps/shop/${configFile}`]: deep,
      'apps/shop/Dockerfile': '1',
      'apps/other/Dockerfile': '1',
    }
    const repo = await branchOff(files)
    const chosen = async () => (await scope(repo, { below: 'apps/shop' })).chosen
    await repo.commit({ 'README.md': '1' })
    expect(await chosen()).toEqual(['beyond'])
    expect(notes.at(-1)).toContain('../../.. is outside of the repository')
    await repo.commit({ 'apps/other/code': '1' })
    expect(await chosen()).toEqual(['wide', 'beside', 'beyond'])
    await repo.commit({ 'apps/shop/code': '1' })
    expect(await chosen()).toEqual(['near', 'wide', 'beside', 'beyond'])
  })

  it('may be reached by a link', async () => {
    const repo = await branchOff(two)
    await repo.commit({ 'api/main.go': '2' })
    const { symlink } = await import('node:fs/promises')
    await symlink(repo.folder, join(workshop.folder, 'link'))
    expect((await scope(workshop.open(join(workshop.folder, 'link')))).chosen).toEqual(['api'])
  })
})

describe('where it cannot be told what changed', () => {
  it('all services are in, and the note says why and what to do', async () => {
    const repo = await branchOff(two)
    const url = await workshop.publish(repo)
    const runner = await workshop.checkOut('runner', url, 'refs/heads/feature', 1)
    await runner.git('remote', 'set-url', 'origin', 'file:///nowhere')
    const note =
      'The base main is not in this clone, and origin could not be asked for it; to change that: check out with `fetch-depth: 0`, or let the checkout keep its credentials.'
    expect(await scope(runner)).toEqual({
      scope: { by: 'all', note },
      chosen: ['api', 'web'],
      unchanged: [],
    })
    expect(notes.at(-1)).toContain('all services are in the run: ')
  })

  it('a folder without a repository is no obstacle', async () => {
    await mkdir(join(workshop.folder, 'plain/.github'), { recursive: true })
    const plain = workshop.open(join(workshop.folder, 'plain'))
    await writeFile(join(plain.folder, configFile), config(image('one')))
    expect(await scope(plain)).toMatchObject({
      scope: { by: 'all', note: expect.any(String) },
      chosen: ['one'],
    })
  })

  it('a base that has this very commit is nothing to hold it against', async () => {
    const repo = await workshop.make('shop', two)
    expect((await scope(repo)).scope).toMatchObject({
      by: 'all',
      note: expect.stringContaining('this very commit'),
    })
    await repo.write({ 'api/main.go': '2' })
    expect((await scope(repo)).chosen).toEqual(['api'])
  })

  it('the zeros that stand for no commit are no mistake of the user', async () => {
    const repo = await branchOff(two)
    expect((await scope(repo, { base: '0'.repeat(40) })).scope).toMatchObject({ by: 'all' })
  })

  it('a base that exists nowhere is one, and the nearest branch is named', async () => {
    const repo = await branchOff(two)
    await expect(scope(repo, { base: 'mian' })).rejects.toThrow(UsageError)
    await expect(scope(repo, { base: 'mian' })).rejects.toThrow(
      /no branch, tag or commit mian.*: main, feature$/,
    )
    for (const base of ['-f', '', 'a b', '--upload-pack=x'])
      await expect(scope(repo, { base })).rejects.toThrow(UsageError)
  })

  it('a cancel is no answer', async () => {
    const repo = await branchOff(two)
    await expect(scope(repo, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
  })
})

describe('on a pull request', () => {
  it('the merge that GitHub checked out is held against what it was made onto', async () => {
    const repo = await branchOff(two)
    await repo.commit({ 'web/app.ts': '2' })
    const old = await repo.git('rev-parse', 'main')
    await repo.git('checkout', '--quiet', 'main')
    await repo.commit({ 'api/main.go': '2' })
    await repo.git('checkout', '--quiet', '--detach')
    await repo.git('merge', '--quiet', '--no-ff', '--message', 'Merge', 'feature')
    const merge = await repo.git('rev-parse', 'HEAD')
    const url = await workshop.publish(repo)
    await repo.git('push', '--quiet', 'origin', `${merge}:refs/pull/7/merge`)
    const runner = await workshop.checkOut('runner', url, 'refs/pull/7/merge', 2)
    await runner.git('remote', 'set-url', 'origin', 'file:///nowhere')
    const event = join(workshop.folder, 'event.json')
    await writeFile(event, JSON.stringify({ pull_request: { number: 7, base: { sha: old } } }))
    const github = {
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: event,
      GITHUB_SHA: merge,
      GITHUB_BASE_REF: 'main',
    }
    const env = { ...workshop.env, ...github }
    // What the event calls the base is older than what GitHub merged onto.
    for (const base of ['main', 'origin/main', old])
      expect((await scope(runner, { env, base })).chosen).toEqual(['web'])
  })
})
