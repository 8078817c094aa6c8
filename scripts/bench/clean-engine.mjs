import { run } from '../engine/run.mjs'
import { BENCH_LABEL } from './services.mjs'

/** Removes the containers and images of one bench. */
export const cleanEngine = async (env, id) => {
  const filter = ['--quiet', '--filter', `label=${BENCH_LABEL}=${id}`]
  const docker = async (...args) => (await run('docker', args, { env })).stdout.split('\n').filter(Boolean)
  const containers = await docker('ps', '--all', ...filter)
  if (containers.length > 0) await docker('rm', '--force', '--volumes', ...containers)
  const images = [...new Set(await docker('image', 'ls', ...filter))]
  if (images.length > 0) await docker('image', 'rm', '--force', ...images)
}
