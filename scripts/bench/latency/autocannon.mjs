// The load generator that many reach for, as it comes from npm; in a folder of its own, for it is no dependency of ours.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../engine/run.mjs'

const PACKAGE = 'autocannon@9.0.0'
/** What it takes by itself. */
const CONNECTIONS = 10

/** Undefined, with the reason told, where it cannot be had. */
export const fetchAutocannon = async ({ env, log }) => {
  const folder = mkdtempSync(join(tmpdir(), 'container-migrate-bench-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const quiet = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--loglevel=error']
  try {
    await run('npm', ['install', '--prefix', folder, ...quiet, PACKAGE], { env })
  } catch (error) {
    remove()
    log(`latency: without autocannon, which could not be had: ${error.message.split('\n')[0]}`)
    return undefined
  }
  const script = join(folder, 'node_modules', 'autocannon', 'autocannon.js')
  return {
    remove,
    async ask({ port, ratePerSecond, seconds, node }) {
      const how = ['-c', CONNECTIONS, '-R', ratePerSecond, '-d', seconds].map(String)
      const { stdout } = await run(node, [script, '--json', ...how, `http://127.0.0.1:${port}/`], { env })
      const { latency } = JSON.parse(stdout)
      return { p50: latency.p50, p97_5: latency.p97_5, p99: latency.p99, mean: latency.average }
    },
  }
}
