import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'

const run = promisify(execFile)

export async function docker(host: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', args, {
    env: { ...process.env, DOCKER_HOST: host },
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout.trim()
}

/** Everything on the engine that carries the run's label, and on this machine what is named for the run. */
export async function leftovers(host: string, runId: string | undefined): Promise<string[]> {
  if (runId === undefined) throw new Error('the run said no id, so nothing can be looked for')
  const filter = ['--filter', `label=container-migrate.run=${runId}`, '--quiet']
  const lists = await Promise.all([
    docker(host, 'ps', '--all', ...filter),
    docker(host, 'network', 'ls', ...filter),
    docker(host, 'images', ...filter),
    docker(host, 'volume', 'ls', ...filter),
  ])
  const labelled = lists.flatMap((list) => list.split('\n')).filter((line) => line !== '')
  return [...labelled, ...(await foldersOf(runId)), ...(await processesOf(runId))]
}

const foldersOf = async (runId: string): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.includes(runId))

/** Pids of this machine's processes that carry a run's mark. */
export async function processesOf(runId: string | undefined): Promise<string[]> {
  if (runId === undefined) throw new Error('the run said no id, so nothing can be looked for')
  const isMarked = (words: readonly string[]) => words.includes(`CONTAINER_MIGRATE_RUN=${runId}`)
  return findProcesses('environ', isMarked)
}

/** Whether a command runs anywhere on this machine, a step of a build included. */
export const isRunning = async (command: string): Promise<boolean> =>
  (await findProcesses('cmdline', (words) => words.join(' ').trim() === command)).length > 0

async function findProcesses(
  file: 'environ' | 'cmdline',
  isWanted: (words: readonly string[]) => boolean,
): Promise<string[]> {
  const found: string[] = []
  for (const pid of await readdir('/proc')) {
    const text = await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
    if (isWanted(text.split('\0'))) found.push(pid)
  }
  return found
}
