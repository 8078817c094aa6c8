import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A file's text, a link to somewhere, or nothing where it shall go. */
export type Content = string | { readonly linkTo: string } | undefined

export interface GitWorkshop {
  readonly folder: string
  /** Of the user's and the machine's settings nothing is in it. */
  readonly env: NodeJS.ProcessEnv
  /** A repository with a first commit of these files, on `main`. */
  make(name: string, files: Readonly<Record<string, Content>>): Promise<Repo>
  /** A bare repository beside it that it pushes to as `origin`. */
  publish(repo: Repo): Promise<string>
  /** What a checkout makes: only this one commit or ref, so deep. */
  checkOut(name: string, url: string, what: string, depth: number): Promise<Repo>
  open(folder: string): Repo
  [Symbol.asyncDispose](): Promise<void>
}

export interface Repo {
  readonly folder: string
  git(...args: readonly string[]): Promise<string>
  write(files: Readonly<Record<string, Content>>): Promise<void>
  /** Writes, adds and commits; answers the commit. */
  commit(files: Readonly<Record<string, Content>>, message?: string): Promise<string>
}

export async function makeGitWorkshop(): Promise<GitWorkshop> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'container-migrate-git-')))
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: folder,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.test',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.test',
  }
  const open = (at: string): Repo => {
    const git = async (...args: readonly string[]) =>
      (await run('git', [...args], { cwd: at, env, maxBuffer: 64 * 1024 * 1024 })).stdout.trim()
    const write = (files: Readonly<Record<string, Content>>) => writeFiles(at, files)
    return {
      folder: at,
      git,
      write,
      commit: async (files, message = 'change') => {
        await write(files)
        await git('add', '--all')
        await git('commit', '--quiet', '--allow-empty', '--message', message)
        return git('rev-parse', 'HEAD')
      },
    }
  }
  return {
    folder,
    env,
    open,
    make: async (name, files) => {
      const at = join(folder, name)
      await mkdir(at)
      const repo = open(at)
      await repo.git('init', '--quiet', '--initial-branch=main')
      await repo.commit(files, 'first')
      return repo
    },
    publish: async (repo) => {
      const bare = `${repo.folder}.git`
      await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare], { env })
      await repo.git('remote', 'add', 'origin', `file://${bare}`)
      await repo.git('push', '--quiet', '--all', 'origin')
      return `file://${bare}`
    },
    checkOut: async (name, url, what, depth) => {
      const at = join(folder, name)
      await mkdir(at)
      const repo = open(at)
      await repo.git('init', '--quiet')
      await repo.git('remote', 'add', 'origin', url)
      const how = depth > 0 ? [`--depth=${depth}`] : []
      await repo.git('fetch', '--quiet', '--no-tags', ...how, 'origin', `+${what}:refs/remotes/checked/out`)
      await repo.git('checkout', '--quiet', '--detach', 'refs/remotes/checked/out')
      return repo
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

async function writeFiles(at: string, files: Readonly<Record<string, Content>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(at, path)
    await rm(file, { recursive: true, force: true })
    if (content === undefined) continue
    await mkdir(dirname(file), { recursive: true })
    if (typeof content === 'string') await writeFile(file, content)
    else await symlink(content.linkTo, file)
  }
}
