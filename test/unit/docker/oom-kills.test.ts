import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readOomKills } from '../../../src/docker/oom-kills.js'

it('counts what the kernel killed for memory, where it tells', async () => {
  const root = await mkdtemp(join(tmpdir(), 'kernel-'))
  try {
    expect(await readOomKills(root)).toBeUndefined()
    await mkdir(join(root, 'proc'))
    await writeFile(join(root, 'proc/vmstat'), 'pgmajfault 7\noom_kill 446\nnuma_hit 9\n')
    expect(await readOomKills(root)).toBe(446)
    await writeFile(join(root, 'proc/vmstat'), 'pgmajfault 7\nnuma_hit 9\n')
    expect(await readOomKills(root)).toBeUndefined()
  } finally {
    await rm(root, { recursive: true })
  }
})
