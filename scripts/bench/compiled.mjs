// The product's own code is what is measured: compiled once from the sources and loaded as it is, never a copy of it.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { projectEnv } from '../project-env.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
let compiled = false

const compile = () => {
  if (compiled) return
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const args = [tsc, '-p', 'tsconfig.build.json', '--noCheck']
  const { status } = spawnSync(process.execPath, args, { cwd: root, env: projectEnv(), stdio: 'inherit' })
  if (status !== 0) throw new Error('the sources could not be compiled')
  compiled = true
}

/** Everything that the modules export, in one object; paths as in `src`, without the ending. */
export const loadSources = async (...modules) => {
  compile()
  const loaded = await Promise.all(
    modules.map((module) => import(pathToFileURL(join(root, 'build', `${module}.js`)).href)),
  )
  return Object.assign({}, ...loaded)
}
