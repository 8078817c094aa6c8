import { spawnSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { capacitySchemaFile } from './generate/capacity-schema.mjs'
import { configSchemaFile } from './generate/config-schema.mjs'
import { inspectionSchemaFile } from './generate/inspection-schema.mjs'
import { partSchemaFile } from './generate/part-schema.mjs'
import { planSchemaFile } from './generate/plan-schema.mjs'
import { readmeTables } from './generate/readme-tables.mjs'
import { recordSchemaFile } from './generate/record-schema.mjs'

/**
 * Writes what is generated from the code's own types; `--check` only names what is stale. A generator is
 * `{ file, make }`: `make(fromBuild, current)` gives the whole text of `file`, from compiled modules and, where only a part
 * of it is generated, from its present text.
 */
const generators = [
  configSchemaFile,
  recordSchemaFile,
  inspectionSchemaFile,
  planSchemaFile,
  capacitySchemaFile,
  partSchemaFile,
  readmeTables,
]

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const isCheck = process.argv.includes('--check')

compile()
const fromBuild = (module) => import(pathToFileURL(resolve(root, 'build', module)).href)
const stale = []
for (const { file, make } of generators) {
  const path = resolve(root, file)
  const current = await readFile(path, 'utf8').catch((cause) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  const text = await make(fromBuild, current)
  if (text === current) continue
  stale.push(file)
  if (isCheck) continue
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

for (const file of stale) console.log(isCheck ? `stale: ${file}` : `written: ${file}`)
if (isCheck && stale.length > 0) {
  console.error('Run `npm run generate` and commit what it writes.')
  process.exitCode = 1
}

/** Types are checked by `npm run typecheck`; here only the modules are needed. */
function compile() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const args = [tsc, '-p', 'tsconfig.build.json', '--noCheck']
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
