import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { extract, readRelease } from '../engine/apt.mjs'
import { run } from '../engine/run.mjs'

const MACHINE = { x64: 'x86_64', arm64: 'aarch64' }[process.arch] ?? process.arch

const FILES = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
  '/etc/group': 'root:x:0:\nnobody:x:65534:\n',
  '/etc/os-release':
    'ID=container-migrate-musl\nNAME="container-migrate musl base"\nPRETTY_NAME="container-migrate musl base"\nVERSION_ID=1\n',
}
const FOLDERS = [
  'bin',
  'dev',
  'etc',
  'home',
  'lib',
  'proc',
  'root',
  'run',
  'sys',
  'usr/bin',
  'usr/lib',
  'var',
]

// Older releases keep these outside /usr.
const findIn = (folder, path) => [path, `usr/${path}`].map((each) => join(folder, each)).find(existsSync)

// The static busybox of Debian 12 crashes in `wget -T`, which health checks use.
const busyboxPackage = async () => {
  const { newer } = await readRelease()
  return newer ? `busybox-static/${newer}` : 'busybox-static'
}

/** A tiny root with musl's loader and busybox, from Debian's packages: no bash, no glibc, no package manager. */
export const makeMusl = async (archive) => {
  const packages = `${archive}.packages`
  const root = `${archive}.root`
  try {
    await extract(['musl', await busyboxPackage()], packages)
    for (const folder of FOLDERS) await mkdir(join(root, folder), { recursive: true })
    await mkdir(join(root, 'tmp'))
    await chmod(join(root, 'tmp'), 0o1777)
    const loader = `lib/ld-musl-${MACHINE}.so.1`
    await copyFile(findIn(packages, `lib/${MACHINE}-linux-musl/libc.so`), join(root, loader))
    await chmod(join(root, loader), 0o755)
    await symlink(`ld-musl-${MACHINE}.so.1`, join(root, `lib/libc.musl-${MACHINE}.so.1`))
    const busybox = findIn(packages, 'bin/busybox')
    await copyFile(busybox, join(root, 'bin/busybox'))
    const applets = (await run(busybox, ['--list'])).stdout.trim().split('\n')
    for (const applet of applets)
      if (applet !== 'busybox') await symlink('busybox', join(root, 'bin', applet))
    for (const [path, text] of Object.entries(FILES)) await writeFile(join(root, path), text)
    await run('tar', [
      ...['--create', '--file', archive, '--directory', root, '--sort=name', '--mtime=@1700000000'],
      ...['--owner=0', '--group=0', '--numeric-owner', '.'],
    ])
  } finally {
    await rm(packages, { recursive: true, force: true })
    await rm(root, { recursive: true, force: true })
  }
}
