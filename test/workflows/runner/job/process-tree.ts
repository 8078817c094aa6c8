import { readdirSync, readFileSync } from 'node:fs'

/** Ends a process and all that came of it at once, as a machine that goes away does. */
export function killTree(root: number): void {
  for (const pid of [root, ...descendants(root)]) kill(pid)
}

/** Ends what a job left running; the runner knows it by a variable that children inherit. */
export function killMarked(mark: string): void {
  const entry = `RUNNER_TRACKING_ID=${mark}`
  for (const pid of allPids()) if (readProc(pid, 'environ').split('\0').includes(entry)) kill(pid)
}

function descendants(root: number): readonly number[] {
  const children = new Map<number, number[]>()
  for (const pid of allPids()) {
    const parent = parentOf(pid)
    children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  const below = (pid: number): readonly number[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)])
  return below(root)
}

/** After the name, which may hold anything, even brackets: state, then the parent. */
const parentOf = (pid: number): number =>
  Number(readProc(pid, 'stat').replace(/^.*\)/s, '').trim().split(' ')[1] ?? 0)

const allPids = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return '' // It has ended meanwhile.
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}
