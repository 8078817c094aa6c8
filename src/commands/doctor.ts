import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { baseImages } from '../core/dockerfile/base-images.js'
import type { Config, Source } from '../core/domain/config.js'
import type { Diagnosis } from '../core/domain/diagnosis.js'
import type { Env } from '../docker/connect.js'
import { exists } from '../files/config-file.js'
import { exitCodes } from './exit-code.js'
import { needsDocker } from './open-engine.js'

export interface DoctorRequest {
  readonly cwd: string
  readonly env: Env
  /** What the run would be, so that its base images can be looked for. */
  readonly config: Config | Unread
}

/** Why there is no config: it is wrong, or there is none yet. */
export interface Unread {
  readonly unread: string
  readonly because: 'wrong' | 'none'
}

export interface DoctorOutcome {
  readonly diagnoses: readonly Diagnosis[]
  readonly exitCode: number
}

/** Says what is wrong with this machine before anything is built. */
export async function doctor({ cwd, env, config }: DoctorRequest): Promise<DoctorOutcome> {
  const { images, missing } = 'unread' in config ? nothing : await readSources(config, cwd)
  const needsEngine = 'unread' in config || needsDocker(config)
  const diagnoses = [
    diagnoseConfig(config),
    ...(needsEngine ? await diagnoseDocker(env, images, missing) : [noEngineNeeded, ...missing]),
  ]
  return { diagnoses, exitCode: exitCodeOf(diagnoses) }
}

async function diagnoseDocker(
  env: Env,
  images: readonly string[],
  missing: readonly Diagnosis[],
): Promise<readonly Diagnosis[]> {
  const { connect } = await import('../docker/connect.js')
  const preflight = await import('../docker/preflight.js')
  const connection = connect(env)
  const engine = await preflight.diagnoseEngine(connection)
  if (engine.level === 'bad') return [engine]
  return [
    engine,
    await preflight.diagnoseBuilder(connection, env),
    await preflight.diagnoseDisk(connection),
    ...missing,
    ...(await Promise.all(images.map((image) => preflight.diagnoseImage(connection, image, env)))),
  ]
}

const noEngineNeeded: Diagnosis = {
  about: 'engine',
  level: 'good',
  message: 'no engine is needed: every variant is a process',
}

/** What the user can mend in the repository comes before what is wrong with the machine. */
function exitCodeOf(diagnoses: readonly Diagnosis[]): number {
  const bad = diagnoses.filter(({ level }) => level === 'bad')
  if (bad.some(({ about }) => about === 'config')) return exitCodes.usage
  return bad.length === 0 ? exitCodes.pass : exitCodes.environment
}

function diagnoseConfig(config: DoctorRequest['config']): Diagnosis {
  if ('unread' in config) {
    const isWrong = config.because === 'wrong'
    return {
      about: 'config',
      level: isWrong ? 'bad' : 'warn',
      // What to try is the fix here.
      message: isWrong ? config.unread : (config.unread.split('\n')[0] ?? ''),
      fix: `${isWrong ? 'correct it' : 'container-migrate init proposes a config'}; base images were not looked for`,
    }
  }
  const names = config.services.map(({ name }) => name).join(', ')
  return { about: 'config', level: 'good', message: `${config.file ?? config.origin}: ${names}` }
}

interface Sources {
  readonly images: readonly string[]
  readonly missing: readonly Diagnosis[]
}

const nothing: Sources = { images: [], missing: [] }

async function readSources(config: Config, cwd: string): Promise<Sources> {
  const images = new Set<string>()
  const missing = new Map<string, Diagnosis>()
  for (const { source } of config.services.flatMap(({ baseline, candidate }) => [baseline, candidate])) {
    if (source.from === 'image') images.add(source.image)
    const file = fileOf(source)
    if (file === undefined) continue
    if (!(await exists(resolve(cwd, file)))) missing.set(file, fileMissing(file))
    else if (source.from === 'dockerfile') {
      const text = await readFile(resolve(cwd, file), 'utf8').catch(() => '')
      for (const image of baseImages(text, source)) images.add(image)
    }
  }
  return { images: [...images], missing: [...missing.values()] }
}

function fileOf(source: Source): string | undefined {
  if (source.from === 'dockerfile') return source.dockerfile
  if (source.from === 'process') return source.cwd
  return source.from === 'archive' ? source.archive : undefined
}

const fileMissing = (file: string): Diagnosis => ({
  about: 'config',
  level: 'bad',
  message: `${file}: there is no such file`,
  fix: 'correct its path, which is relative to this folder, or make it in a step before',
})
