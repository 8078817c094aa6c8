// What is true of an image by other means: a container's export, its own package database, readelf.
import { closeSync, openSync, readdirSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../../engine/run.mjs'
import { measured } from './measured.mjs'
import { differences } from './readelf.mjs'

const driver = (name) => fileURLToPath(new URL(`${name}-driver.mjs`, import.meta.url))

/** Bytes of regular files that are in a layer and not in a container. */
export const wasteOracle = async ({ image, archive, folder, node, env, signal }) => {
  const container = (await run('docker', ['create', image, 'true'], { env })).stdout.trim()
  const exported = join(folder, 'export.tar')
  try {
    await measured('docker', ['export', '--output', exported, container], { env, signal })
  } finally {
    await run('docker', ['rm', container], { env })
  }
  const bytesIn = async (args) => {
    const { stdout } = await measured(node, [driver('tar-stream'), ...args], { env, signal, keep: true })
    return JSON.parse(stdout).regularBytes
  }
  const wastedBytes = (await bytesIn([archive])) - (await bytesIn([exported, '--plain']))
  return { wastedBytes, exported }
}

const isElf = (path) => {
  const head = Buffer.alloc(4)
  const file = openSync(path, 'r')
  try {
    return readSync(file, head) === 4 && head.readUInt32BE(0) === 0x7f454c46
  } finally {
    closeSync(file)
  }
}

/** Every ELF file of an export, on disk, and a list of them. */
export const unpackElf = async ({ exported, folder, env, signal }) => {
  const root = join(folder, 'root')
  await run('mkdir', ['-p', root])
  await measured('tar', ['-xf', exported, '-C', root, '--no-same-owner', '--no-same-permissions'], {
    env,
    signal,
  })
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter(isElf)
  const list = join(folder, 'elf.txt')
  writeFileSync(list, `${files.join('\n')}\n`)
  return { list, files }
}

export const readElfBothWays = async ({ list, files, node, env, signal }) => {
  const ours = await measured(node, [driver('elf'), list], { env, signal, keep: true })
  const theirs = await measured('readelf', ['-dVW', ...files], {
    env: { ...env, LC_ALL: 'C' },
    signal,
    keep: true,
  })
  const { facts } = JSON.parse(ours.stdout)
  return { ours: ours.ms, theirs: theirs.ms, differ: differences(facts, theirs.stdout), files: facts.length }
}

export const dpkgPackages = async (image, env) => {
  const args = ['run', '--rm', '--network', 'none', image, 'dpkg-query', '-W']
  const { stdout } = await run('docker', [...args, '--showformat=${Package} ${Version}\\n'], { env })
  return stdout.trim().split('\n').sort()
}
