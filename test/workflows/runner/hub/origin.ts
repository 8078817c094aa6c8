import { spawnSync } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A repository as GitHub holds it: bare, with a merge commit for every pull request. */
export interface Origin {
  readonly url: string
  readonly branch: string
  /** Adds a commit to a branch, which begins at the default branch where it is new. `null` removes a file. */
  commit(files: Files, branch?: string): Promise<string>
  /** Pushes a branch's head to a pull request, and merges it with its base as GitHub does beforehand. */
  openPullRequest(number: number, branch: string, base?: string): Promise<PullRequest>
  git(...args: readonly string[]): string
}

type Files = Readonly<Record<string, string | null>>

export interface PullRequest {
  readonly number: number
  readonly branch: string
  readonly base: string
  readonly headSha: string
  readonly baseSha: string
  /** What runs see: the head merged into the base. */
  readonly mergeSha: string
}

const branch = 'main'

export async function openOrigin(folder: string): Promise<Origin> {
  const bare = join(folder, 'origin.git')
  const desk = join(folder, 'desk')
  runGit(folder, ['init', '-q', '--bare', '-b', branch, bare])
  // What GitHub's own servers allow: any commit may be asked for by its name.
  runGit(bare, ['config', 'uploadpack.allowAnySHA1InWant', 'true'])
  runGit(bare, ['config', 'uploadpack.allowFilter', 'true'])
  runGit(folder, ['clone', '-q', bare, desk])
  runGit(desk, ['checkout', '-q', '-b', branch])
  const hasCommit = (name: string) =>
    spawnSync('git', ['rev-parse', '-q', '--verify', name], { cwd: desk }).status === 0

  const commit = async (files: Files, on = branch): Promise<string> => {
    if (on !== branch && !hasCommit(`refs/heads/${on}`)) runGit(desk, ['branch', '-q', on, branch])
    if (hasCommit('HEAD')) runGit(desk, ['checkout', '-q', on])
    for (const [path, text] of Object.entries(files)) await put(join(desk, path), text)
    runGit(desk, ['add', '-A'])
    runGit(desk, ['commit', '-q', '--allow-empty', '-m', `Change ${Object.keys(files).join(', ')}`])
    runGit(desk, ['push', '-q', 'origin', on])
    return runGit(desk, ['rev-parse', 'HEAD'])
  }

  const openPullRequest = async (number: number, head: string, base = branch): Promise<PullRequest> => {
    const [headSha, baseSha] = [runGit(bare, ['rev-parse', head]), runGit(bare, ['rev-parse', base])]
    const tree = runGit(bare, ['merge-tree', '--write-tree', baseSha, headSha])
    const message = `Merge ${headSha} into ${baseSha}`
    const mergeSha = runGit(bare, ['commit-tree', tree, '-p', baseSha, '-p', headSha, '-m', message])
    runGit(bare, ['update-ref', `refs/pull/${number}/head`, headSha])
    runGit(bare, ['update-ref', `refs/pull/${number}/merge`, mergeSha])
    return { number, branch: head, base, headSha, baseSha, mergeSha }
  }

  return { url: `file://${bare}`, branch, commit, openPullRequest, git: (...args) => runGit(bare, args) }
}

async function put(path: string, text: string | null): Promise<void> {
  if (text === null) return rm(path)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

const identity = {
  GIT_AUTHOR_NAME: 'ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
}

/** Git without what this machine's user has set. */
export const gitEnv = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
}

export function runGit(cwd: string, args: readonly string[]): string {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...identity, ...gitEnv }
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8', env })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr.trim()}`)
  return stdout.trim()
}
