import { chmod, cp, mkdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { globPattern } from '../expressions/glob.js'

export interface Artifact {
  readonly name: string
  readonly folder: string
  readonly files: readonly string[]
  readonly sizeBytes: number
  readonly attempt: number
  readonly retentionDays: number
}

/** The artifacts of one run, kept across its attempts. */
export interface Artifacts {
  readonly all: readonly Artifact[]
  /** Takes these files of a folder; false where the name is taken. */
  add(name: string, from: string, files: readonly string[], about: About): Promise<Artifact | undefined>
  remove(name: string): Promise<boolean>
  matching(pattern: string): readonly Artifact[]
}

interface About {
  readonly attempt: number
  readonly retentionDays: number
}

export function openArtifacts(folder: string): Artifacts {
  const stored = new Map<string, Artifact>()
  const taken = new Set<string>()
  return {
    get all() {
      return [...stored.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
    },
    add: async (name, from, files, about) => {
      if (taken.has(name)) return undefined
      taken.add(name)
      const into = join(folder, encodeURIComponent(name))
      const sizes = await Promise.all(files.map((file) => putPlain(join(from, file), join(into, file))))
      const sizeBytes = sizes.reduce((sum, size) => sum + size, 0)
      const artifact = { name, folder: into, files: [...files].sort(), sizeBytes, ...about }
      stored.set(name, artifact)
      return artifact
    },
    remove: async (name) => {
      await rm(join(folder, encodeURIComponent(name)), { recursive: true, force: true })
      taken.delete(name)
      return stored.delete(name)
    },
    matching: (pattern) => {
      const wanted = globPattern(pattern, { braces: true })
      return [...stored.values()].filter(({ name }) => wanted.test(name))
    },
  }
}

/** An archive keeps neither owners nor modes, and what a link leads to in place of the link. */
export async function putPlain(from: string, into: string): Promise<number> {
  await mkdir(dirname(into), { recursive: true })
  await cp(from, into, { dereference: true, force: true })
  await chmod(into, 0o644)
  return (await stat(into)).size
}
