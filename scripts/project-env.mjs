import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const bin = join(fileURLToPath(new URL('..', import.meta.url)), 'node_modules', '.bin')

/** Our own tools first, a Node 24 of our own among them: GitHub's runners use that, the machine may have an older one. */
export const projectEnv = () => ({ ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` })
