import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readText, readWorkflows, stepsOf } from '../support/workflow-files.js'

/** The release steps as GitHub runs them, in a real clone of a real repository. */

let folder: string
let origin: string
let clone: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'release-'))
  origin = join(folder, 'origin.git')
  clone = join(folder, 'clone')
  git(folder, 'init', '-q', '--bare', origin)
  git(folder, 'clone', '-q', origin, clone)
})
afterEach(() => rm(folder, { recursive: true }))

const identity = {
  GIT_AUTHOR_NAME: 'ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
}

function git(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...identity },
  })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  return stdout.trim()
}

function release(...tag: readonly string[]): string {
  git(clone, 'commit', '-q', '--allow-empty', '-m', tag.join())
  git(clone, 'tag', ...tag)
  git(clone, 'push', '-q', 'origin', 'HEAD:refs/heads/main', '--tags')
  return git(clone, 'rev-parse', 'HEAD')
}

function runStep(name: string, refName: string, repository = 'org/container-migrate') {
  const step = readWorkflows()
    .flatMap(stepsOf)
    .find((candidate) => candidate.name === name)
  // GitHub's own words for `shell: bash` where none is named, but for pipefail, which only a named one has.
  const { status, stdout } = spawnSync('bash', ['-e', '-c', step?.run ?? 'exit 99'], {
    cwd: clone,
    encoding: 'utf8',
    env: {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GITHUB_REF_NAME: refName,
      GITHUB_REPOSITORY: repository,
    },
  })
  return { status, stdout }
}

const moveTag = (refName: string) => runStep('Move the major tag to this release', refName)
const majorTag = (name: string) => git(origin, 'rev-parse', `${name}^{commit}`)

describe('the workflows that users call', () => {
  const check = async (refName: string, repository?: string) => {
    await mkdir(join(clone, '.github/workflows'), { recursive: true })
    await writeFile(join(clone, '.github/workflows/compare.yml'), readText('.github/workflows/compare.yml'))
    return runStep('The workflows that users call name this version of the action', refName, repository)
  }

  it('name the action by its full name and the major version that is released', async () => {
    expect(await check('v1.4.0')).toMatchObject({ status: 0 })
  })

  it.each([
    ['v2.0.0', 'org/container-migrate'],
    ['v1.4.0', 'other/container-migrate'],
  ])('keep %s of %s from being released where they name another', async (refName, repository) => {
    const { status, stdout } = await check(refName, repository)
    expect(status).toBe(1)
    expect(stdout).toContain('::error file=.github/workflows/compare.yml::')
  })
})

describe('the major tag', () => {
  it('is made by the first release and moved by the next', () => {
    const first = release('v1.0.0')
    expect(moveTag('v1.0.0').status).toBe(0)
    expect(majorTag('v1')).toBe(first)
    const second = release('v1.10.0')
    expect(moveTag('v1.10.0').status).toBe(0)
    expect(majorTag('v1')).toBe(second)
  })

  it('points to the commit also where the release tag is annotated', () => {
    const commit = release('-a', '-m', 'first', 'v1.0.0')
    expect(moveTag('v1.0.0').status).toBe(0)
    expect(git(origin, 'rev-parse', 'v1')).toBe(commit)
  })

  it('stays where a newer release is, and where another major is', () => {
    const newer = release('v1.10.0')
    moveTag('v1.10.0')
    release('v1.9.1')
    expect(moveTag('v1.9.1')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('v1 stays at v1.10.0'),
    })
    const next = release('v2.0.0')
    moveTag('v2.0.0')
    expect([majorTag('v1'), majorTag('v2')]).toEqual([newer, next])
  })

  it('ignores tags that are no release', () => {
    const commit = release('v1.2.0')
    release('v1.3.0-rc.1')
    git(clone, 'checkout', '-q', 'v1.2.0')
    expect(moveTag('v1.2.0').status).toBe(0)
    expect(majorTag('v1')).toBe(commit)
  })

  it.each(['v1', '1.2.3', 'v1.2.3-rc.1', 'v01.2.3', 'v1.2.3;touch owned', '$(touch owned)', 'v1.2.3\nx'])(
    'is not moved for a tag like %j',
    (refName) => {
      release('v1.0.0')
      expect(moveTag(refName).status).toBe(1)
      expect(git(origin, 'tag')).toBe('v1.0.0')
      expect(git(clone, 'status', '--porcelain')).toBe('')
    },
  )
})

describe("the release's tag", () => {
  it('must be the version in package.json', async () => {
    await writeFile(join(clone, 'package.json'), '{ "version": "1.2.3" }')
    expect(runStep('The tag is the version', 'v1.2.3').status).toBe(0)
    expect(runStep('The tag is the version', 'v1.2.4')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('::error file=package.json::The tag is not v1.2.3'),
    })
  })
})
