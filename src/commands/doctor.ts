import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { baseImages } from '../core/dockerfile/base-images.js'
import type { Config } from '../core/domain/config.js'
import type { Diagnosis } from '../core/domain/diagnosis.js'
import type { Env } from '../docker/connect.js'
import { exitCodes } from './exit-code.js'

export interface DoctorRequest {
  readonly cwd: string
  readonly env: Env
  /** What the run would be, so that its base images can be looked for; the error where it could not be read. */
  readonly config: Config | { readonly unread: string }
}

export interface DoctorOutcome {
  readonly diagnoses: readonly Diagnosis[]
  readonly exitCode: number
}

/** Says what is wrong with this machine before anything is built. */
export async function doctor({ cwd, env, config }: DoctorRequest): Promise<DoctorOutcome> {
  const { connect } = await import('../docker/connect.js')
  const preflight = await import('../docker/preflight.js')
  const connection = connect(env)
  const diagnoses: Diagnosis[] = [diagnoseConfig(config)]
  const engine = await preflight.diagnoseEngine(connection)
  diagnoses.push(engine)
  if (engine.level !== 'bad') {
    diagnoses.push(await preflight.diagnoseBuilder(connection, env), await preflight.diagnoseDisk(connection))
    const images = 'unread' in config ? [] : await neededImages(config, cwd)
    diagnoses.push(
      ...(await Promise.all(images.map((image) => preflight.diagnoseImage(connection, image, env)))),
    )
  }
  const bad = diagnoses.filter(({ level }) => level === 'bad')
  const exitCode = bad.length === 0 ? exitCodes.pass : exitCodes.environment
  return { diagnoses, exitCode }
}

function diagnoseConfig(config: DoctorRequest['config']): Diagnosis {
  if ('unread' in config) {
    return {
      about: 'config',
      level: 'warn',
      message: config.unread,
      fix: 'correct it, or run container-migrate init; base images were not looked for',
    }
  }
  const names = config.services.map(({ name }) => name).join(', ')
  return { about: 'config', level: 'good', message: `${config.file ?? config.origin}: ${names}` }
}

async function neededImages(config: Config, cwd: string): Promise<string[]> {
  const images = new Set<string>()
  for (const { baseline, candidate } of config.services) {
    for (const { source } of [baseline, candidate]) {
      if (source.from === 'image') images.add(source.image)
      if (source.from !== 'dockerfile') continue
      const text = await readFile(resolve(cwd, source.dockerfile), 'utf8').catch(() => '')
      for (const image of baseImages(text, source)) images.add(image)
    }
  }
  return [...images]
}
