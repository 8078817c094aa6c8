#!/usr/bin/env node
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ensureBases } from './bases/ensure.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { ensureEngine } from './engine/ensure.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const ENVIRONMENT_FAILED = 3
const BAD_USAGE = 2

const print = (line) => process.stderr.write(`${line}\n`)

const timed = async (work) => {
  const startedAt = performance.now()
  const value = await work()
  return { value, seconds: ((performance.now() - startedAt) / 1000).toFixed(1) }
}

export const prepareDependencies = async ({ log = print } = {}) => {
  const { value: installed, seconds } = await timed(() => ensureDependencies(ROOT))
  log(installed ? `dependencies: installed in ${seconds} s` : 'dependencies: up to date')
}

/** Returns the host of an engine that answers. */
export const prepareEngine = async ({ log = print } = {}) => {
  const { value, seconds } = await timed(() => ensureEngine({ log: (line) => log(`engine: ${line}`) }))
  log(`engine: ${value.started ? `started in ${seconds} s` : 'running'} at ${value.host}`)
  return value.host
}

export const prepareBases = async ({ log = print, only } = {}) => {
  const host = await prepareEngine({ log })
  const { seconds } = await timed(() => ensureBases({ host, only, log: (line) => log(`bases: ${line}`) }))
  log(`bases: ready after ${seconds} s`)
  return host
}

export const prepareAll = async ({ log = print, only } = {}) => {
  const [, host] = await Promise.all([prepareDependencies({ log }), prepareBases({ log, only })])
  return host
}

const COMMANDS = { deps: prepareDependencies, engine: prepareEngine, bases: prepareBases, all: prepareAll }

const main = async (name) => {
  const command = COMMANDS[name]
  if (!command) {
    print(`Usage: node scripts/prepare.mjs ${Object.keys(COMMANDS).join('|')}`)
    return BAD_USAGE
  }
  try {
    await command()
    return 0
  } catch (error) {
    print(error.message)
    return ENVIRONMENT_FAILED
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.exitCode = await main(process.argv[2])
