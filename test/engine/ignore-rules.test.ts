import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listEntries } from '../../src/docker/build/context-entries.js'
import { ignoreFiles, ignoreSets } from './ignore-sets.js'

const run = promisify(execFile)
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ignore-'))
  for (const file of ignoreFiles) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), 'x')
  }
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY . /\n')
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await rm(`${folder}.tar`, { force: true })
})

/** What a real build copies; undefined where it refuses the ignore file. */
async function built(triesLeft = 2): Promise<readonly string[] | undefined> {
  const output = `type=tar,dest=${folder}.tar`
  try {
    await run('docker', ['buildx', 'build', '--quiet', '--output', output, folder])
  } catch (error) {
    if (/excludepatterns|dockerignore/.test(String(error))) return undefined
    // Somebody else's build that is cancelled takes along the steps that it shares with this one.
    if (/context canceled/.test(String(error)) && triesLeft > 0) return built(triesLeft - 1)
    throw error
  }
  const { stdout } = await run('tar', ['--quoting-style=literal', '-tf', `${folder}.tar`])
  return stdout
    .split('\n')
    .filter((line) => line !== '' && !line.endsWith('/'))
    .sort()
}

async function listed(text: string): Promise<readonly string[] | undefined> {
  const entries = await listEntries(folder, text).catch(() => undefined)
  return entries?.filter((path) => isFile.has(path)).sort()
}

const isFile: ReadonlySet<string> = new Set([...ignoreFiles, 'Dockerfile', '.dockerignore'])

describe('a real build and our reading of the ignore file agree on', () => {
  it.each(Object.entries(ignoreSets))('%s', async (_, text) => {
    await writeFile(join(folder, '.dockerignore'), text)
    expect(await listed(text)).toEqual(await built())
  })
})
