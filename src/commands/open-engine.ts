import type { Config, Source } from '../core/domain/config.js'
import type { Engine } from '../core/domain/instance.js'
import type { Env } from '../docker/connect.js'

export interface EngineRequest {
  readonly config: Config
  readonly runId: string
  readonly cwd: string
  readonly env: Env
}

/**
 * An engine for all the config's sources. Where every variant is a process no Docker is asked for. Commands of checks are
 * processes too: whatever of them left its group is ended with the run.
 */
export async function openEngine(request: EngineRequest): Promise<Engine> {
  const { config } = request
  const parts = [
    ...(needsDocker(config) ? [{ serves: isImage, engine: await openDocker(request) }] : []),
    ...(sourcesOf(config).some(isProcess) || runsCommands(config)
      ? [{ serves: isProcess, engine: await openProcesses(request) }]
      : []),
  ]
  return combine(parts)
}

export const needsDocker = (config: Config): boolean => sourcesOf(config).some(isImage)

const runsCommands = ({ services }: Config): boolean =>
  services.some(({ smoke }) => smoke.some(({ checks }) => checks.some(({ by }) => by === 'run')))

const sourcesOf = ({ services }: Config): readonly Source[] =>
  services.flatMap(({ baseline, candidate, base }) => [
    baseline.source,
    candidate.source,
    ...(base?.from === 'commit' ? [base.candidate.source] : []),
  ])

const isProcess = ({ from }: Source): boolean => from === 'process'
const isImage = (source: Source): boolean => !isProcess(source)

interface Part {
  readonly serves: (source: Source) => boolean
  readonly engine: Engine
}

function combine(parts: readonly Part[]): Engine {
  const [first] = parts
  if (first === undefined || parts.length === 1) return engineOf(first)
  return {
    // The engine knows the machine and itself.
    machine: () => first.engine.machine(),
    getReady() {
      for (const { engine } of parts) engine.getReady?.()
    },
    prepare: (request) =>
      engineOf(parts.find(({ serves }) => serves(request.variant.source))).prepare(request),
    ...timerOf(parts.find(({ serves }) => serves === isImage)),
    async cleanUp() {
      const all = await Promise.all(parts.map(({ engine }) => engine.cleanUp()))
      return {
        removed: all.reduce((sum, { removed }) => sum + removed, 0),
        left: all.flatMap(({ left }) => left),
      }
    },
    close() {
      for (const { engine } of parts) engine.close()
    },
  }
}

const timerOf = (part: Part | undefined): Pick<Engine, 'openBuildTimer'> => {
  const open = part?.engine.openBuildTimer
  return open === undefined ? {} : { openBuildTimer: open }
}

function engineOf(part: Part | undefined): Engine {
  if (part === undefined) throw new Error('the config has no variant that any engine serves')
  return part.engine
}

/** The engine's client is large, so it is loaded only by commands that need an engine. */
async function openDocker({ runId, cwd, env }: EngineRequest): Promise<Engine> {
  const [{ connect }, docker, { requireEngine }] = await Promise.all([
    import('../docker/connect.js'),
    import('../docker/engine.js'),
    import('../docker/preflight.js'),
  ])
  const connection = connect(env)
  await requireEngine(connection)
  return docker.openEngine({ connection, runId, cwd, env })
}

async function openProcesses({ runId, cwd, env }: EngineRequest): Promise<Engine> {
  const [processes, { withoutLogin }] = await Promise.all([
    import('../process/engine.js'),
    import('../docker/registry-auth.js'),
  ])
  return processes.openProcesses({ runId, cwd, env: withoutLogin(env) })
}
