import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { extract, install, readRelease } from './apt.mjs'
import { cacheFolder, makeOnce } from './cache.mjs'
import { canRun } from './capabilities.mjs'
import { isRoot } from './run.mjs'

const OLD = 'bookworm'
const NEW = 'trixie'
const MULTIARCH = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch]
const withRunc = (...packages) => [...packages, `runc/${OLD}`, `tini/${OLD}`]

/**
 * The engines that can stand side by side. `packages` are unpacked on the one release that has them all; elsewhere
 * the machine's own engine serves, except where a flavour is about a certain version.
 */
const FLAVOURS = {
  'classic-20.10': {
    packages: withRunc(`docker.io/${OLD}`, `containerd/${OLD}`, `libdevmapper1.02.1/${OLD}`),
    needsItsPackages: true,
    features: {},
  },
  classic: {
    packages: withRunc(`docker.io/${NEW}`, `containerd/${OLD}`),
    needsItsPackages: false,
    features: { 'containerd-snapshotter': false },
  },
  'containerd-store': {
    packages: withRunc(`docker.io/${NEW}`, `containerd/${NEW}`),
    needsItsPackages: false,
    features: { 'containerd-snapshotter': true },
  },
}

const recipeOf = (flavour) => {
  const recipe = FLAVOURS[flavour]
  if (!recipe)
    throw new Error(`There is no engine flavour ${flavour}. Known: ${Object.keys(FLAVOURS).join(', ')}.`)
  return recipe
}

const hasItsPackages = async () => {
  const release = await readRelease()
  return release.codename === OLD && release.newer === NEW
}

/** Why this flavour cannot run on this machine, or undefined where it can. */
export const whyUnavailable = async (flavour) => {
  const recipe = recipeOf(flavour)
  if (process.platform !== 'linux') return 'extra engines need Linux'
  if (!isRoot()) return 'extra engines need root'
  if (await hasItsPackages()) return undefined
  if (recipe.needsItsPackages) return `the packages of ${flavour} are only found on Debian ${OLD}`
  for (const command of ['dockerd', 'containerd', 'ip', 'iptables'])
    if (!(await canRun(command))) return `${command} is not installed`
  return undefined
}

const ensureNetworkTools = async () => {
  const packages = []
  if (!(await canRun('ip'))) packages.push('iproute2')
  if (!(await canRun('iptables'))) packages.push('iptables')
  if (packages.length > 0) await install(packages)
}

/** The environment in which `dockerd` and `containerd` are this flavour's, and its feature switches. */
export const prepareFlavour = async (flavour, { log }) => {
  const { packages, features } = recipeOf(flavour)
  if (!(await hasItsPackages())) return { env: {}, features }
  await ensureNetworkTools()
  const hash = createHash('sha256').update(packages.join()).digest('hex').slice(0, 8)
  const folder = join(cacheFolder(), 'engines', `${flavour}-${hash}`)
  await makeOnce(folder, async (draft) => {
    log(`unpacking the engine ${flavour}`)
    await extract(packages, draft)
  })
  const bin = ['usr/sbin', 'usr/bin'].map((part) => join(folder, part)).join(':')
  const libraries = ['lib', 'usr/lib'].map((part) => join(folder, part, MULTIARCH)).join(':')
  return { env: { PATH: `${bin}:${process.env.PATH}`, LD_LIBRARY_PATH: libraries }, features }
}
