import type { Ready, ReadyCondition, RunOptions, Source, Variant, VolumeMount } from '../domain/config.js'
import type { Role } from '../domain/variant.js'
import { folderOf } from './file-paths.js'
import { layerReady, layerRun } from './layers.js'
import { makeTimedBuilds } from './make-builds.js'
import { type Positions, placed } from './positions.js'
import { runOfProcess } from './process-run.js'
import type { DefaultsInput, ReadyInput, RunInput, ServiceInput, VariantInput } from './schema.js'

const READY_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 10_000

export function makeVariant(
  role: Role,
  name: string,
  service: ServiceInput,
  defaults: DefaultsInput,
  positions: Positions,
): Variant {
  const input = service[role]
  const layered = layerRun(defaults.run, service.run, input.run)
  const run = makeRun('process' in input ? runOfProcess(input, layered) : layered)
  return {
    role,
    source: makeSource(input),
    run,
    ready: makeReady(layerReady(defaults.ready, service.ready, input.ready), run.port),
    ...makeTimedBuilds(role, name, service, defaults, positions),
    ...placed(positions, positions.keyMark(['services', name, role])),
  }
}

function makeSource(input: VariantInput): Source {
  if ('process' in input) {
    const { process, cwd = '.' } = input
    return { from: 'process', command: typeof process === 'string' ? ['sh', '-c', process] : process, cwd }
  }
  const platform = input.platform === undefined ? {} : { platform: input.platform }
  if ('image' in input) return { from: 'image', image: input.image, ...platform }
  if ('archive' in input) return { from: 'archive', archive: input.archive, ...platform }
  return {
    from: 'dockerfile',
    dockerfile: input.dockerfile,
    context: input.context ?? folderOf(input.dockerfile),
    ...(input.target !== undefined && { target: input.target }),
    buildArgs: input['build-args'] ?? {},
    buildContexts: input['build-contexts'] ?? {},
    secrets: Object.entries(input.secrets ?? {}).map(([id, from]) => ({ id, ...from })),
    ...platform,
  }
}

function makeRun(input: RunInput): RunOptions {
  const { port, command, memory, cpus, user } = input
  const envFile = input['env-file']
  return {
    ...(port !== undefined && { port }),
    ...(command !== undefined && command.length > 0 && { command }),
    env: input.env ?? {},
    ...(envFile !== undefined && { envFile }),
    ...(memory !== undefined && { memoryBytes: memory }),
    ...(cpus !== undefined && { cpus }),
    tmpfs: input.tmpfs ?? [],
    volumes: (input.volumes ?? []).map(makeVolume),
    readOnly: input['read-only'] ?? false,
    ...(user !== undefined && { user }),
    capDrop: input['cap-drop'] ?? [],
    stopTimeoutMs: input['stop-timeout'] ?? STOP_TIMEOUT_MS,
  }
}

function makeVolume(typed: string): VolumeMount {
  const [host = '', container = '', mode] = typed.split(':')
  return { host, container, readOnly: mode === 'ro' }
}

function makeReady(input: ReadyInput, port: number | undefined): Ready {
  const conditions: ReadyCondition[] = []
  if (input.http !== undefined) conditions.push({ by: 'http', path: input.http })
  if (input.tcp !== undefined) conditions.push({ by: 'tcp', port: input.tcp })
  if (input.log !== undefined) conditions.push({ by: 'log', text: input.log })
  if (input.healthcheck === true) conditions.push({ by: 'healthcheck' })
  if (input.exec !== undefined) conditions.push({ by: 'exec', command: input.exec })
  if (conditions.length === 0 && port !== undefined) conditions.push({ by: 'tcp', port })
  return { conditions, timeoutMs: input.timeout ?? READY_TIMEOUT_MS }
}
