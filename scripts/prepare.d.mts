import type { BaseImage } from './bases/ensure.mjs'

type Log = (line: string) => void

export declare const prepareDependencies: (options?: { log?: Log }) => Promise<void>
/** Returns the host of an engine that answers. */
export declare const prepareEngine: (options?: { log?: Log }) => Promise<string>
export declare const prepareBases: (options?: { log?: Log; only?: readonly BaseImage[] }) => Promise<string>
export declare const prepareAll: (options?: { log?: Log; only?: readonly BaseImage[] }) => Promise<string>
