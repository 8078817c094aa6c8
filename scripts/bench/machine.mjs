import { cpus, loadavg, release, totalmem } from 'node:os'
import { run } from '../engine/run.mjs'

export const loadNow = () => Number(loadavg()[0].toFixed(2))

const engineFacts = async (host) => {
  const env = { DOCKER_HOST: host }
  const ask = async (...args) => (await run('docker', args, { env })).stdout.trim()
  const [engine, driver, buildx] = await Promise.all([
    ask('version', '--format', '{{.Server.Version}} (API {{.Server.APIVersion}})'),
    ask('info', '--format', '{{.Driver}}, cgroup v{{.CgroupVersion}}'),
    run('docker', ['buildx', 'version'], { env, check: false }),
  ])
  return { engine, storage: driver, buildx: buildx.stdout.match(/v?\d+\.\d+\.\d+/)?.[0] ?? 'none' }
}

/** What the figures depend on. No host name and no path: the table is made to be passed on. */
export const machineFacts = async (host) => ({
  cpu: `${cpus().length} × ${cpus()[0]?.model.trim() ?? process.arch}`,
  memory: `${(totalmem() / 1e9).toFixed(0)} GB`,
  kernel: release(),
  ...(host === undefined ? {} : await engineFacts(host)),
})
