import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { run, succeeds } from './run.mjs'

const UNMOUNT_ATTEMPTS = 20

/** A file system of its own and of a fixed size, so that a test can fill it. */
export const mountSmallDisk = async (folder, sizeMb) => {
  const image = join(folder, 'disk.img')
  const mountPoint = join(folder, 'data')
  await mkdir(mountPoint, { recursive: true })
  await writeFile(image, '')
  await truncate(image, sizeMb * 1024 * 1024)
  await run('mkfs.ext4', ['-q', '-F', '-m', '0', image])
  await run('mount', ['-o', 'loop', image, mountPoint])
}

const mountsUnder = async (folder) => {
  const table = await readFile('/proc/self/mountinfo', 'utf8')
  return table
    .split('\n')
    .map((line) => line.split(' ')[4]?.replaceAll('\\040', ' ') ?? '')
    .filter((mountPoint) => mountPoint.startsWith(`${folder}/`))
    .reverse()
}

export const unmountUnder = async (folder) => {
  let mounts = await mountsUnder(folder)
  for (let attempt = 1; mounts.length > 0; attempt += 1) {
    if (attempt > UNMOUNT_ATTEMPTS) throw new Error(`Still mounted: ${mounts.join(', ')}`)
    for (const mountPoint of mounts) await succeeds('umount', [mountPoint])
    mounts = await mountsUnder(folder)
    if (mounts.length > 0) await sleep(100)
  }
}
