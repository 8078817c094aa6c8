import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { listProcesses } from './process-table.js'

const listening = '0A'

/** The kernel's tables of TCP sockets, less those that these processes do not hold. */
export function socketsOf(pids: readonly number[]): string {
  const own = new Set(pids.flatMap(socketInodes))
  return readTables()
    .split('\n')
    .filter((line) => own.has(inodeOf(line)))
    .join('\n')
}

/** Who listens on a port already, in words; undefined where it is free. */
export function whoListens(port: number): string | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const inodes = readTables()
    .split('\n')
    .filter((line) => new RegExp(`^\\s*\\d+: [\\dA-F]+:${hex} \\S+ ${listening} `).test(line))
    .map(inodeOf)
  if (inodes.length === 0) return undefined
  for (const { pid } of listProcesses().values()) {
    if (socketInodes(pid).some((inode) => inodes.includes(inode))) return `${nameOf(pid)} (pid ${pid})`
  }
  return 'a process that may not be looked into'
}

function readTables(): string {
  return ['tcp', 'tcp6'].map((name) => readOrNothing(`/proc/self/net/${name}`)).join('\n')
}

/** `sl local remote st queues timer retransmits uid timeout inode …` */
const inodeOf = (line: string): string => line.trim().split(/\s+/)[9] ?? ''

function socketInodes(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => inodeBehind(`/proc/${pid}/fd/${fd}`))
  } catch {
    // Gone, or not ours to look into.
    return []
  }
}

function inodeBehind(link: string): string[] {
  try {
    const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.[1]
    return inode === undefined ? [] : [inode]
  } catch {
    return []
  }
}

const nameOf = (pid: number): string => readOrNothing(`/proc/${pid}/comm`).trim() || 'a process'

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
