import type { Instance } from '../../core/domain/instance.js'
import { inShort } from '../../core/smoke/in-short.js'
import { orAfter } from './patience.js'

const listenState = '0A'
/** Where Docker's own name server listens inside every container of a network. */
const engineNameServer = '0B00007F'
const portsShown = 5
const patienceMs = 2000

export interface Listener {
  readonly port: number
  readonly loopbackOnly: boolean
  /** No socket of the older family has it. One of the newer may take connections of both, or of its own only. */
  readonly newerFamilyOnly?: true
}

/** Why nothing answers on a port, as far as the instance itself or its log gives it away. */
export async function explainClosedPort(
  instance: Instance,
  port: number,
  log: string,
): Promise<string | undefined> {
  const listeners = parseListeners((await instance.openSockets?.()) ?? (await askInside(instance)))
  // With nothing found the log is the only witness.
  if (listeners.length === 0) return explainByLog(log, port)
  const explained = explainBySockets(listeners, port)
  // On the runner its loopback is where it is asked, so only the other family of addresses can be meant.
  return explained !== undefined && instance.address(port).via === 'host' && isOnLoopback(listeners, port)
    ? `the process listens on port ${port} of ::1 only; it is asked on 127.0.0.1`
    : explained
}

const isOnLoopback = (listeners: readonly Listener[], asked: number): boolean =>
  listeners.some(({ port, loopbackOnly }) => port === asked && loopbackOnly)

/** Where the tables cannot be read from outside; needs a `cat` in the image. */
async function askInside(instance: Instance): Promise<string> {
  const command = ['cat', '/proc/net/tcp', '/proc/net/tcp6']
  const asked = instance.exec(command, { timeoutMs: patienceMs, signal: new AbortController().signal })
  return (await orAfter(asked, patienceMs, undefined))?.output ?? ''
}

/** The listening sockets in the kernel's `/proc/net/tcp` and `/proc/net/tcp6`. */
export function parseListeners(table: string): readonly Listener[] {
  const found = new Map<number, Listener>()
  for (const line of table.split('\n')) {
    const [, address, portHex, state] = /^\s*\d+: ([\dA-F]+):([\dA-F]{4}) \S+ ([\dA-F]{2}) /i.exec(line) ?? []
    if (address === undefined || portHex === undefined || state !== listenState) continue
    if (address === engineNameServer) continue
    const port = Number.parseInt(portHex, 16)
    const before = found.get(port)
    const loopbackOnly = isLoopback(address) && (before?.loopbackOnly ?? true)
    const newerFamilyOnly =
      isNewerFamily(address) && (before === undefined || before.newerFamilyOnly === true)
    found.set(port, { port, loopbackOnly, ...(newerFamilyOnly && { newerFamilyOnly }) })
  }
  return [...found.values()].sort((a, b) => a.port - b.port)
}

const isNewerFamily = (address: string): boolean => address.length > 8 && !/^0{16}FFFF0000/i.test(address)

/** Addresses stand in the machine's byte order, each group of four bytes on its own. */
function isLoopback(address: string): boolean {
  const mapped = /^0{16}FFFF0000([\dA-F]{8})$/i.exec(address)?.[1]
  const v4 = mapped ?? (address.length === 8 ? address : undefined)
  return v4 === undefined ? address === `${'0'.repeat(24)}01000000` : v4.toUpperCase().endsWith('7F')
}

export function explainBySockets(listeners: readonly Listener[], port: number): string | undefined {
  const own = listeners.find((listener) => listener.port === port)
  if (own !== undefined) {
    if (own.loopbackOnly)
      return `the process listens on port ${port} of its own loopback only; from outside it must listen on 0.0.0.0`
    // It was refused, so this socket does not take the older family's connections.
    return own.newerFamilyOnly
      ? `the process listens on port ${port} for IPv6 only; it is asked by IPv4`
      : undefined
  }
  const shown = listeners.slice(0, portsShown).map((listener) => listener.port)
  const more = listeners.length > shown.length ? ' and more' : ''
  return `nothing listens on port ${port}, but the process listens on ${shown.join(', ')}${more}`
}

export function explainByLog(log: string, port: number): string | undefined {
  const line = log
    .split(/\r?\n/)
    .filter((text) => /listen|serving|running|started|bound/i.test(text))
    .find((text) => {
      const ports = [...text.matchAll(/(?:port\s*[=:]?\s*|:)(\d{2,5})\b/gi)].map(([, digits]) =>
        Number(digits),
      )
      return ports.length > 0 && !ports.includes(port)
    })
  return line === undefined
    ? undefined
    : `nothing listens on port ${port}, but the log says ${inShort(line.trim())}`
}
