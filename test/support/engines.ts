import { type BaseImage, ensureBases } from '../../scripts/bases/ensure.mjs'
import { ensureEngine } from '../../scripts/engine/ensure.mjs'
import {
  type EngineFlavour,
  type ExtraEngine,
  startExtraEngine,
  whyUnavailable,
} from '../../scripts/engine/extra.mjs'

export type { BaseImage, EngineFlavour, ExtraEngine }
export { whyUnavailable }

const tell = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** The host of this machine's own engine, which is started where there is none. */
export const mainEngine = async (): Promise<string> => (await ensureEngine({ log: tell })).host

let started = 0

/** Another engine for one test: `await using engine = await extraEngine('classic-20.10')`. */
export const extraEngine = async (
  flavour: EngineFlavour,
  options: { readonly bases?: readonly BaseImage[]; readonly dataRootSizeMb?: number } = {},
): Promise<ExtraEngine & AsyncDisposable> => {
  started += 1
  const { bases = [], ...engineOptions } = options
  const name = `${flavour}-${process.pid}-${started}`
  const engine = await startExtraEngine({ name, flavour, log: tell, ...engineOptions })
  try {
    if (bases.length > 0) await ensureBases({ host: engine.host, only: bases, log: tell })
  } catch (error) {
    await engine.stop()
    throw error
  }
  return { ...engine, [Symbol.asyncDispose]: () => engine.stop() }
}
