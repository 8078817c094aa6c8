import { homedir } from 'node:os'
import { resolve } from 'node:path'
import type Docker from 'dockerode'
import type { RunOptions, VolumeMount } from '../core/domain/config.js'
import { isPath } from './volumes.js'

export interface ContainerRequest {
  readonly image: string
  readonly platform?: string
  readonly run: RunOptions
  /** The env file's and the config's together. */
  readonly env: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly network: string
  readonly publish: boolean
  readonly cwd: string
}

export function containerOptions(request: ContainerRequest): Docker.ContainerCreateOptions {
  const { run } = request
  const port = run.port === undefined ? undefined : `${run.port}/tcp`
  return {
    Image: request.image,
    ...(request.platform === undefined ? {} : { platform: request.platform }),
    Labels: { ...request.labels },
    Env: Object.entries(request.env).map(([name, value]) => `${name}=${value}`),
    ...(run.command === undefined ? {} : { Cmd: [...run.command] }),
    ...(run.user === undefined ? {} : { User: run.user }),
    ...(port === undefined ? {} : { ExposedPorts: { [port]: {} } }),
    StopTimeout: Math.ceil(run.stopTimeoutMs / 1000),
    HostConfig: {
      NetworkMode: request.network,
      // No swap beside the limit: a limit that spills to disk is slow and never reached.
      ...(run.memoryBytes === undefined ? {} : { Memory: run.memoryBytes, MemorySwap: run.memoryBytes }),
      ...(run.cpus === undefined ? {} : { NanoCpus: Math.round(run.cpus * 1e9) }),
      ...(run.tmpfs.length === 0 ? {} : { Tmpfs: Object.fromEntries(run.tmpfs.map(tmpfsEntry)) }),
      ...(run.volumes.length === 0 ? {} : { Mounts: run.volumes.map((one) => mount(one, request.cwd)) }),
      ReadonlyRootfs: run.readOnly,
      ...(run.capDrop.length === 0 ? {} : { CapDrop: [...run.capDrop] }),
      ...(port !== undefined && request.publish
        ? { PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: '' }] } }
        : {}),
      // Readable by API whatever the daemon's default is, and bounded however much the service prints.
      LogConfig: { Type: 'json-file', Config: { 'max-size': '16m', 'max-file': '1' } },
    },
  }
}

/** `/tmp` or `/tmp:size=64m,mode=1777`, as `docker run --tmpfs` takes it. */
function tmpfsEntry(entry: string): [string, string] {
  const colon = entry.indexOf(':')
  return colon < 0 ? [entry, ''] : [entry.slice(0, colon), entry.slice(colon + 1)]
}

/** As a mount and not as a bind: for a bind the engine would make a folder where the host has none, and a slip would go unseen. */
function mount(volume: VolumeMount, cwd: string): Docker.MountSettings {
  const { host, container, readOnly } = volume
  const common = { Target: container, ReadOnly: readOnly }
  if (!isPath(volume)) return { ...common, Type: 'volume', Source: host }
  return { ...common, Type: 'bind', Source: resolve(cwd, host.replace(/^~(?=\/|$)/, homedir())) }
}
