import { createHash } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder, makeOnce } from '../engine/cache.mjs'
import { withLock } from '../engine/lock.mjs'
import { run } from '../engine/run.mjs'
import { makeDebian } from './debian.mjs'
import { makeMusl } from './musl.mjs'
import { importChanges, RECIPE_LABEL, RECIPES, recipeHash } from './recipes.mjs'

const folder = () => join(cacheFolder(), 'bases')
const stem = (name) => name.replace('local/', '').replace(':', '-')
const archiveOf = (name) => join(folder(), `${stem(name)}-${recipeHash(name)}.tar`)

const removeOutdated = async (name) => {
  const current = `${stem(name)}-${recipeHash(name)}.tar`
  const shape = new RegExp(`^${stem(name)}-[0-9a-f]{12}\\.tar$`)
  for (const file of await readdir(folder()))
    if (shape.test(file) && file !== current) await rm(join(folder(), file), { force: true })
}

const isOnEngine = async (name, host) => {
  const format = `{{index .Config.Labels "${RECIPE_LABEL}"}}`
  const asked = await run('docker', ['--host', host, 'image', 'inspect', '--format', format, name], {
    check: false,
  })
  return asked.code === 0 && asked.stdout.trim() === recipeHash(name)
}

const ensureArchive = async (name, host, log) => {
  const recipe = RECIPES[name]
  const startedAt = Date.now()
  const made = await makeOnce(archiveOf(name), async (draft) => {
    log(`making the base image ${name}`)
    if (recipe.maker === 'musl') await makeMusl(draft)
    else await makeDebian(recipe, draft, host)
  })
  if (!made) return
  await removeOutdated(name)
  log(`made ${name} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
}

const importInto = async (name, host) => {
  const changes = importChanges(name).flatMap((change) => ['--change', change])
  await run('docker', ['--host', host, 'import', ...changes, archiveOf(name), name])
}

// By engine: a slow import into one need not hold up the others.
const importLockOf = (host) =>
  join(cacheFolder(), `import-${createHash('sha256').update(host).digest('hex').slice(0, 12)}.lock`)

const lackingOf = async (names, host) => {
  const present = await Promise.all(names.map((name) => isOnEngine(name, host)))
  return names.filter((_, index) => !present[index])
}

/** Makes the base images where the cache has none, and gives them to the engine where it has none. */
export const ensureBases = async ({ host, only, log = () => {} }) => {
  const known = Object.keys(RECIPES)
  const names = only ?? known.filter((name) => !RECIPES[name].lazy)
  for (const name of names)
    if (!known.includes(name)) throw new Error(`There is no base image ${name}. Known: ${known.join(', ')}.`)
  const lacking = await lackingOf(names, host)
  if (lacking.length === 0) return
  await withLock(join(cacheFolder(), 'bases.lock'), async () => {
    await Promise.all(lacking.map((name) => ensureArchive(name, host, log)))
  })
  await withLock(importLockOf(host), async () => {
    for (const name of await lackingOf(lacking, host)) await importInto(name, host)
  })
}
