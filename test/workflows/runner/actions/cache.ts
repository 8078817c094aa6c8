import { existsSync } from 'node:fs'
import { cp, mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { hasGlob } from '../expressions/glob.js'
import { NotStoodIn } from '../file/workflow.js'
import type { Task } from '../job/task.js'
import { isYes, linesOf, type StandIn } from './stand-in.js'

const versions = { '55cc8345863c7cc4c66a329aec7e433d2d1c52a9': 'v6.1.0' }

export const cacheRestore: StandIn = {
  versions,
  inputs: {
    path: '',
    key: '',
    'restore-keys': '',
    'fail-on-cache-miss': 'false',
    'lookup-only': 'false',
    enableCrossOsArchive: 'false',
  },
  run: async ({ task, inputs }) => {
    const key = keyOf(inputs.key)
    const { hub, event } = task.job.leg.frame.run
    const base = event.baseRef === '' ? [] : [`refs/heads/${event.baseRef}`]
    const refs = [event.ref, ...base, `refs/heads/${hub.origin.branch}`]
    const paths = pathsOf(task, inputs.path)
    const found = hub.caches.find(refs, versionOf(task, inputs.path), key, linesOf(inputs['restore-keys']))
    task.outputs.set('cache-primary-key', key)
    task.outputs.set('cache-hit', found === undefined ? '' : String(found.key === key))
    if (found === undefined) {
      if (isYes(inputs['fail-on-cache-miss']))
        throw new Error(`Failed to restore cache entry. Input key: ${key}`)
      return task.log.tell('info', `Cache not found for input keys: ${key}`)
    }
    task.outputs.set('cache-matched-key', found.key)
    if (!isYes(inputs['lookup-only']))
      for (const [index, path] of paths.entries()) await copyIfThere(join(found.folder, String(index)), path)
    task.log.tell('info', `Cache restored from key: ${found.key}`)
  },
}

let saved = 0

/** What cannot be saved is a warning: the job is no worse for it. */
export const cacheSave: StandIn = {
  versions,
  inputs: { path: '', key: '', 'upload-chunk-size': '', enableCrossOsArchive: 'false' },
  run: async ({ task, inputs }) => {
    const key = keyOf(inputs.key)
    const { hub, event } = task.job.leg.frame.run
    const paths = pathsOf(task, inputs.path)
    if (!paths.some((path) => existsSync(path)))
      return task.log.tell('warning', 'Path Validation Error: none of the paths to cache exists')
    saved += 1
    const folder = join(hub.folder, 'caches', String(saved))
    for (const [index, path] of paths.entries()) await copyIfThere(path, join(folder, String(index)))
    const entry = { ref: event.ref, key, version: versionOf(task, inputs.path), folder }
    if (!hub.caches.save(entry))
      return task.log.tell('warning', `Failed to save: Unable to reserve cache with key ${key}`)
    task.log.tell('info', `Cache saved with key: ${key}`)
  },
}

function keyOf(key = ''): string {
  if (key === '') throw new Error('Input required and not supplied: key')
  if (key.length > 512) throw new Error(`Key Validation Error: ${key} cannot be larger than 512 characters.`)
  if (key.includes(',')) throw new Error(`Key Validation Error: ${key} cannot contain commas.`)
  return key
}

function pathsOf(task: Task, text: string | undefined): readonly string[] {
  const paths = linesOf(text)
  if (paths.length === 0) throw new Error('Input required and not supplied: path')
  if (paths.some(hasGlob)) throw new NotStoodIn('cache: this harness does not know patterns')
  return paths.map((path) => resolve(task.job.folders.workspace, path))
}

/** All machines of GitHub have the same folders; here each job has its own, so a path counts from them. */
const versionOf = ({ job }: Task, text: string | undefined): string =>
  linesOf(text)
    .map((path) => path.replace(job.folders.temp, '/temp').replace(job.folders.workspace, '/workspace'))
    .join('\n')

async function copyIfThere(from: string, into: string): Promise<void> {
  if (!existsSync(from)) return
  await mkdir(dirname(into), { recursive: true })
  await cp(from, into, { recursive: true })
}
