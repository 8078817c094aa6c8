import { mkdir, rm, writeFile } from 'node:fs/promises'
import { install, readRelease, sourcesFor } from '../engine/apt.mjs'
import { canRun } from '../engine/capabilities.mjs'
import { isRoot, run, runAsRoot } from '../engine/run.mjs'

const DROPPED = ['/usr/share/man/*', '/usr/share/info/*', '/usr/share/locale/*', '/usr/share/doc/*']
const KEPT = ['/usr/share/doc/*/copyright']
// One date for every file: the same packages then give the same bytes.
const SOURCE_DATE_EPOCH = '1700000000'

let preparing

// Bases are made side by side, and apt installs for one at a time.
const ensureMmdebstrap = () => {
  preparing ??= canRun('mmdebstrap').then((present) => (present ? undefined : install(['mmdebstrap'])))
  return preparing
}

const bootstrap = async (recipe, sources, archive) => {
  await ensureMmdebstrap()
  const list = `${archive}.sources`
  await writeFile(list, `${sources}\n`)
  const paths = [
    ...DROPPED.map((path) => `--dpkgopt=path-exclude=${path}`),
    ...KEPT.map((path) => `--dpkgopt=path-include=${path}`),
  ]
  const packages = recipe.packages.length > 0 ? [`--include=${recipe.packages.join(',')}`] : []
  // The mirror is this machine's affair, so its address does not go into the image.
  const forgetMirror = '--customize-hook=rm -rf "$1"/etc/apt/sources.list*'
  // Merged from the start: otherwise the package that merges /usr later brings all of perl with it.
  const merged = '--hook-directory=/usr/share/mmdebstrap/hooks/merged-usr'
  const fast = '--dpkgopt=force-unsafe-io'
  const options = [
    '--quiet',
    '--variant=essential',
    '--format=tar',
    fast,
    merged,
    ...packages,
    ...paths,
    forgetMirror,
  ]
  try {
    await runAsRoot('mmdebstrap', [...options, recipe.release, archive, list], { env: { SOURCE_DATE_EPOCH } })
    if (!isRoot()) await runAsRoot('chown', [String(process.getuid()), archive])
  } finally {
    await rm(list, { force: true })
  }
}

const exportFromRegistry = async (recipe, archive, host) => {
  const docker = (args, options) => run('docker', ['--host', host, ...args], options)
  const folder = `${archive}.context`
  const steps = [`FROM debian:${recipe.release}-slim`]
  if (recipe.packages.length > 0)
    steps.push(
      `RUN apt-get update && apt-get install -y --no-install-recommends ${recipe.packages.join(' ')}`,
    )
  await mkdir(folder)
  await writeFile(`${folder}/Dockerfile`, `${steps.join('\n')}\n`)
  const tag = `container-migrate-draft:${process.pid}-${Date.now()}`
  try {
    await docker(['build', '--quiet', '--tag', tag, folder])
    const container = (await docker(['create', tag, 'true'])).stdout.trim()
    await docker(['export', '--output', archive, container])
    await docker(['rm', container])
    await docker(['rmi', tag])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * A Debian root from the machine's own Debian mirror; where the machine is no Debian, the same from Docker Hub's
 * image.
 */
export const makeDebian = async (recipe, archive, host) => {
  const release = await readRelease()
  const sources = release.isDebian ? await sourcesFor(release.codename, recipe.release) : ''
  if (sources) await bootstrap(recipe, sources, archive)
  else await exportFromRegistry(recipe, archive, host)
}
