import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export async function docker(host: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', args, {
    env: { ...process.env, DOCKER_HOST: host },
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout.trim()
}

/** Everything on the engine that carries the run's label. */
export async function leftovers(host: string, runId: string | undefined): Promise<string[]> {
  if (runId === undefined) throw new Error('the run said no id, so nothing can be looked for')
  const filter = ['--filter', `label=container-migrate.run=${runId}`, '--quiet']
  const lists = await Promise.all([
    docker(host, 'ps', '--all', ...filter),
    docker(host, 'network', 'ls', ...filter),
    docker(host, 'images', ...filter),
    docker(host, 'volume', 'ls', ...filter),
  ])
  return lists.flatMap((list) => list.split('\n')).filter((line) => line !== '')
}
