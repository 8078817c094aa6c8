import { EnvironmentError } from '../core/domain/errors.js'
import { type GitCall, type GitEnd, runGit } from './run-git.js'

export interface Repository {
  /** The folder that holds it all, as Git names it: no link is in its path. */
  readonly top: string
  /** Paths are from the top. */
  run(
    args: readonly string[],
    options?: Pick<GitCall, 'timeoutMs' | 'mostBytes' | 'indexFile'>,
  ): Promise<GitEnd>
}

export interface Whereabouts {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

/** The repository that a folder is in. Throws where there is none that may be asked, with what to do about it. */
export async function openRepository(where: Whereabouts): Promise<Repository> {
  const end = await runGit({ ...where, args: ['rev-parse', '--show-toplevel'] })
  const top = outputOf(end)?.replace(/\n$/, '')
  if (top === undefined || top === '') throw whyNone(end)
  return {
    top,
    run: (args, options = {}) => runGit({ ...where, ...options, cwd: top, args }),
  }
}

/** What git printed, where it went well. */
export const outputOf = (end: GitEnd): string | undefined =>
  end.ended === 'exited' && end.exitCode === 0 ? end.output : undefined

/** For what fails only where the repository or the machine is broken. */
export async function demandOutput(repository: Repository, args: readonly string[]): Promise<string> {
  const end = await repository.run(args)
  const output = outputOf(end)
  if (output === undefined)
    throw new EnvironmentError(
      `git ${args[0]} failed: ${complaintOf(end)}`,
      'check that `git status` and `git fsck` succeed here',
    )
  return output
}

export function complaintOf(end: GitEnd): string {
  if (end.ended === 'absent') return 'there is no git on this machine'
  if (end.ended === 'timed-out') return 'it took too long'
  if (end.ended === 'too-long') return 'its answer is longer than we read'
  const lines = end.complaint.split('\n').filter((line) => line.trim() !== '')
  return (lines.find((line) => /^(fatal|error):/.test(line)) ?? lines.at(-1) ?? 'it did not say why').slice(
    0,
    300,
  )
}

function whyNone(end: GitEnd): EnvironmentError {
  if (end.ended === 'absent')
    return new EnvironmentError(
      'there is no git on this machine',
      'install git before the checkout, which else leaves no history',
    )
  const complaint = end.ended === 'exited' || end.ended === 'failed' ? end.complaint : ''
  if (/dubious ownership|unsafe repository|safe\.directory/.test(complaint)) {
    const [, folder = '.'] = /(?:ownership in|unsafe) repository (?:at )?\(?'([^\n]*)'/.exec(complaint) ?? []
    return new EnvironmentError(
      `the repository ${folder} belongs to another user, so git does not read it`,
      `git config --global --add safe.directory ${quoted(folder)}`,
    )
  }
  if (/not a git repository|must be run in a work tree/.test(complaint))
    return new EnvironmentError(
      'this folder is in no working tree of a Git repository',
      'check it out with git installed (actions/checkout keeps no history without it)',
    )
  return new EnvironmentError(
    `git could not open the repository: ${complaintOf(end)}`,
    'check that `git status` succeeds here',
  )
}

const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
