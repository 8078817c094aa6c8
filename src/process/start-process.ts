import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'

export interface Command {
  /** Program and arguments. */
  readonly argv: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** In a session of its own, so that it can be ended with what it starts, and no terminal ends it. */
export function startProcess({ argv, cwd, env }: Command) {
  const [program = '', ...args] = argv
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const failed = new Promise<Error>((resolve) => child.once('error', resolve))
  return { child, failed }
}

/** As a shell says it: 128 + n after signal n. */
export const exitOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    )
  })
