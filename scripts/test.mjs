// `npm test`: sets up what the tests need (dependencies, an engine, base images), rebuilds dist/, runs every test.
// Arguments go to vitest: `npm test -- test/unit`.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeAbandonedEngines } from './engine/extra.mjs'
import { prepareAll, prepareDependencies } from './prepare.mjs'
import { projectEnv } from './project-env.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const args = process.argv.slice(2)
const onlyUnit = args.length > 0 && args.every((arg) => arg.startsWith('test/unit'))

async function main() {
  if (onlyUnit) await prepareDependencies()
  else await prepareAll()
  const folder = mkdtempSync(join(tmpdir(), 'container-migrate-test-'))
  try {
    return run(folder)
  } finally {
    await removeAbandonedEngines()
    rmSync(folder, { recursive: true, force: true })
  }
}

function run(folder) {
  if (!onlyUnit && node('scripts/build.mjs').status !== 0) return 1
  const report = join(folder, 'report.json')
  const { status } = node(
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...args,
  )
  const counts = readCounts(report)
  if (counts === undefined) {
    console.error('the tests did not run to their end')
    return status || 1
  }
  const {
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: skipped,
    numTotalTests: total,
    success,
  } = counts
  if (total === 0) console.error('no test ran')
  // A file that cannot even load holds no failed test, but is a failure all the same.
  const failures = failed === 0 && !success ? 1 : failed
  console.log(`${passed} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  return status || (total === 0 || failures > 0 ? 1 : 0)
}

function readCounts(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'))
  } catch {
    return undefined
  }
}

function node(...command) {
  return spawnSync('node', command, { cwd: root, stdio: 'inherit', env: projectEnv() })
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error) => {
    console.error(error.message)
    process.exitCode = 3
  },
)
