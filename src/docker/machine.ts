import { arch, cpus, platform, release, totalmem } from 'node:os'
import type Docker from 'dockerode'
import type { MachineFact } from '../core/domain/facts.js'

interface Info {
  readonly Driver?: string
  readonly DriverStatus?: readonly (readonly string[])[]
  readonly CgroupVersion?: string
  readonly DockerRootDir?: string
  readonly OSType?: string
  readonly Architecture?: string
}

export async function readMachine(docker: Docker, describedBuilder: Promise<string>): Promise<MachineFact> {
  const [info, version, builder] = await Promise.all([
    docker.info() as Promise<Info>,
    docker.version(),
    describedBuilder,
  ])
  return {
    platform: `${platform()}/${arch()}`,
    kernel: release(),
    cpuModel: cpus()[0]?.model ?? 'unknown',
    cpus: cpus().length,
    memoryBytes: totalmem(),
    engineVersion: version.Version,
    apiVersion: version.ApiVersion,
    store: mapStore(info),
    storageDriver: info.Driver ?? 'unknown',
    cgroup: info.CgroupVersion === '1' ? 'v1' : 'v2',
    builder,
  }
}

/** With the containerd image store the engine reports a snapshotter where the classic one reports its graph driver. */
function mapStore(info: Info): NonNullable<MachineFact['store']> {
  const isSnapshotter = (info.DriverStatus ?? []).some(
    ([name, value]) => name === 'driver-type' && (value ?? '').includes('snapshotter'),
  )
  return isSnapshotter ? 'containerd' : 'classic'
}
