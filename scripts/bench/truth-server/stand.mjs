// Where the truth server is started: its image, the product's own engine edge, and a bare client for those it is held against.
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { run } from '../../engine/run.mjs'
import { cleanEngine } from '../clean-engine.mjs'
import { loadSources } from '../compiled.mjs'
import { BENCH_LABEL } from '../services.mjs'
import { meterStarts } from './spent.mjs'

export const TRUTH_SERVER_BASES = ['local/debian-build:bookworm', 'local/musl:1']
export const TRUTH_SERVER_PORT = 8080

const folder = fileURLToPath(new URL('.', import.meta.url))
export const MODULES = [
  'docker/connect',
  'docker/engine',
  'docker/network',
  'core/config/parse-config',
  'core/domain/metric',
  'core/plan/make-plan',
  'core/stats/effect',
  'core/budgets/settled',
  'core/budgets/judge',
  'phases/measure',
  'phases/prepare',
  'phases/run-plan',
  'phases/start',
]

const buildServer = async (env, id) => {
  const image = `container-migrate-bench/${id}:truth-server`
  await run('docker', ['build', '--quiet', '--build-arg', `BENCH=${id}`, '--tag', image, folder], { env })
  return image
}

const CALIBRATION_UNITS = 400

/** How many units of work the truth server does in a millisecond: the best of a few starts, the others were disturbed. */
const unitsPerMs = async (env, id, image) => {
  const label = `${BENCH_LABEL}=${id}`
  const tries = []
  for (let left = 5; left > 0; left -= 1) {
    const args = [
      'run',
      '--rm',
      '--label',
      label,
      '--env',
      'READY_EXIT=1',
      '--env',
      `WORK=${CALIBRATION_UNITS}`,
      image,
    ]
    const { stdout } = await run('docker', args, { env })
    const [mainNs, listenNs] = ['main', 'listen'].map((name) =>
      Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(stdout)?.[1]),
    )
    tries.push((listenNs - mainNs) / 1e6)
  }
  return CALIBRATION_UNITS / Math.min(...tries)
}

/** Does the work with a stand, and removes whatever stood there, however the work ended. */
export const withStand = async ({ env, signal, load = () => loadSources(...MODULES) }, work) => {
  const id = randomBytes(6).toString('hex')
  const sources = await load()
  const connection = sources.connect(env)
  const engine = sources.openEngine({ connection, runId: id, cwd: folder, env })
  try {
    const image = await buildServer(env, id)
    const perMs = await unitsPerMs(env, id, image)
    const unitsFor = (ms) => Math.round(ms * perMs)
    const { docker } = connection
    const meter = meterStarts(docker)
    return await work({ id, image, engine, docker, meter, sources, signal, env, unitsFor })
  } finally {
    await engine.cleanUp()
    await cleanEngine(env, id)
  }
}
