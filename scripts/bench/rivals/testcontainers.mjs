// testcontainers with each of its wait strategies, as a test suite would use it, in a process of its own.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../../engine/run.mjs'
import { BENCH_LABEL } from '../services.mjs'
import { here, truthOf } from '../truth-server/testimony.mjs'
import { runTool } from './command.mjs'
import { ratesOfMeans, reportedTime } from './rates.mjs'

const STARTS = 8
const COMPARED = 10
const STRATEGIES = ['http', 'log', 'ports']
const driver = fileURLToPath(new URL('testcontainers-driver.mjs', import.meta.url))

export const findTestcontainers = async ({ stand, settings, folder, node, log }) => {
  log('rivals: installing testcontainers into a folder of its own')
  const args = [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefix',
    folder,
    'testcontainers',
  ]
  await run('npm', args, { cwd: folder })
  const inFolder = join(folder, 'driver.mjs')
  copyFileSync(driver, inFolder)
  const env = {
    // Its reaper is an image of its own, from a registry; what it would remove carries our label.
    TESTCONTAINERS_RYUK_DISABLED: 'true',
    IMAGE: stand.image,
    WORK: String(settings.WORK),
    LABEL: BENCH_LABEL,
    BENCH: stand.id,
  }
  return STRATEGIES.map((strategy) => ({
    name: `testcontainers, wait for ${strategy}, ${COMPARED} each`,
    take: async () => {
      const { stdout } = await runTool(node, [inFolder, strategy, String(STARTS)], { stand, folder, env })
      return stdout
        .trim()
        .split('\n')
        .map((line) => {
          const { askedNs, seenNs, said } = JSON.parse(line)
          const [askedAt, seenAt] = [here(askedNs), here(seenNs)]
          return { askedAt, reportedMs: seenAt - askedAt, truth: truthOf(said) }
        })
    },
    rates: (starts, random) => ratesOfMeans(starts, COMPARED, { reported: reportedTime, random }),
  }))
}
