import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Caches, openCaches } from './caches.js'
import { type Concurrency, openConcurrency } from './concurrency.js'
import { type Machine, type Machines, openMachines } from './machines.js'
import { type Origin, openOrigin } from './origin.js'

/** What outlives a run: the repository, its caches, the groups that runs wait in, and the machines. */
export interface Hub {
  readonly folder: string
  readonly repository: string
  readonly origin: Origin
  readonly caches: Caches
  readonly concurrency: Concurrency
  readonly machines: Machines
  readonly apiUrl: string
  /** What workflows and actions are found at, by the names that users write. */
  readonly shelf: Shelf
  nextRun(): number
  [Symbol.asyncDispose](): Promise<void>
}

export interface Shelf {
  /** A workflow's text by what a caller writes, `org/repo/.github/workflows/file.yml@v1`. */
  readonly workflows: Readonly<Record<string, string>>
  /** An action's folder by what a step writes, `org/repo@v1`. */
  readonly actions: Readonly<Record<string, string>>
}

export interface HubWish {
  readonly machines?: readonly Machine[]
  readonly apiUrl?: string
  readonly shelf?: Partial<Shelf>
}

export async function openHub({ machines, apiUrl, shelf }: HubWish = {}): Promise<Hub> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-'))
  let runs = 0
  return {
    folder,
    repository: 'octo/shop',
    origin: await openOrigin(folder),
    caches: openCaches(),
    concurrency: openConcurrency(),
    machines: openMachines(machines ?? [1, 2, 3].map((number) => ({ name: `machine-${number}`, env: {} }))),
    apiUrl: apiUrl ?? 'http://127.0.0.1:9',
    shelf: { workflows: {}, actions: {}, ...shelf },
    nextRun: () => {
      runs += 1
      return runs
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}
