import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deriveSources, NEWER_RELEASE, parseSources, renderPins } from './apt-sources.mjs'
import { run, runAsRoot } from './run.mjs'

// apt keeps state that root owns, so it lives with the system's caches and not in somebody's home.
const VIEW = '/var/cache/container-migrate/apt'
const FROM_NEWER = ['docker.io', 'docker-cli', 'docker-buildx', 'docker-compose']
const QUIET = ['-y', '-q', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=300']
const UNATTENDED = { DEBIAN_FRONTEND: 'noninteractive' }

export const readRelease = async () => {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '')
  const value = (name) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? ''
  const family = `${value('ID')} ${value('ID_LIKE')}`
  return {
    name: value('PRETTY_NAME') || process.platform,
    codename: value('VERSION_CODENAME'),
    isDebian: value('ID') === 'debian',
    hasApt: /\b(debian|ubuntu)\b/.test(family),
    newer: value('ID') === 'debian' ? NEWER_RELEASE[value('VERSION_CODENAME')] : undefined,
  }
}

const readDeclared = async () => {
  const folder = '/etc/apt/sources.list.d'
  const parts = (await readdir(folder).catch(() => [])).filter((name) => /\.(list|sources)$/.test(name))
  const paths = ['/etc/apt/sources.list', ...parts.map((name) => join(folder, name))]
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8').catch(() => '')))
  return texts.flatMap((text, index) => parseSources(paths[index], text))
}

/** Package sources for a release of the same distribution, from the mirrors that this machine already uses. */
export const sourcesFor = async (release, target) => deriveSources(await readDeclared(), release, target)

const writeAsRoot = (path, text) => runAsRoot('tee', [path], { input: `${text}\n` })

/**
 * The options that make apt see the newer release too. They point it at sources, pins and indexes of our own,
 * so /etc/apt stays as its owner left it and no later upgrade pulls from the newer release.
 */
const viewOptions = [
  `Dir::Etc::SourceList=/dev/null`,
  `Dir::Etc::SourceParts=${VIEW}/sources`,
  `Dir::Etc::Preferences=${VIEW}/preferences`,
  `Dir::Etc::PreferencesParts=${VIEW}/none`,
  `Dir::State::Lists=${VIEW}/lists`,
  `Dir::Cache=${VIEW}`,
  `APT::Sandbox::User=root`,
].flatMap((option) => ['-o', option])

let opened

/** Opens apt's view of this machine's packages once per process, with fresh indexes. */
const openApt = async () => {
  opened ??= (async () => {
    const release = await readRelease()
    if (!release.hasApt)
      throw new Error(`${release.name} is not Debian or Ubuntu: packages cannot be installed here.`)
    if (release.newer) {
      await runAsRoot('mkdir', ['-p', `${VIEW}/sources`, `${VIEW}/lists/partial`, `${VIEW}/archives/partial`])
      for (const target of [release.codename, release.newer])
        await writeAsRoot(`${VIEW}/sources/${target}.sources`, await sourcesFor(release.codename, target))
      await writeAsRoot(`${VIEW}/preferences`, renderPins(release.newer, FROM_NEWER))
    }
    const options = release.newer ? viewOptions : []
    await runAsRoot('apt-get', ['update', '-q', ...options], { env: UNATTENDED })
    return { release, options }
  })()
  return opened
}

export const hasCandidate = async (name) => {
  const { options } = await openApt()
  const { stdout } = await run('apt-cache', ['policy', ...options, name], { check: false })
  return /Candidate: (?!\(none\))\S/.test(stdout)
}

export const install = async (names) => {
  const { options } = await openApt()
  await runAsRoot('apt-get', ['install', '--no-install-recommends', ...QUIET, ...options, ...names], {
    env: UNATTENDED,
  })
}

/** Unpacks packages into a folder without installing them; a name may carry a release, `docker.io/bookworm`. */
export const extract = async (names, folder) => {
  const { options } = await openApt()
  const downloads = `${folder}/.downloads`
  await run('mkdir', ['-p', downloads])
  await run('apt-get', ['download', '-q', ...options, ...names], { cwd: downloads })
  for (const file of await readdir(downloads)) await run('dpkg-deb', ['-x', join(downloads, file), folder])
  await run('rm', ['-rf', downloads])
}
