import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** Doors to one server. What reads or writes comments passes only when it is its door's turn. */
export interface Turns {
  readonly urls: readonly string[]
  /** No further request comes through this door. */
  leave(door: number): void
  /** What passed, in this order: `0 PATCH`. */
  readonly passed: readonly string[]
  close(): Promise<void>
}

/** `order` names a door per request; once it is used up, all pass as they come. */
export async function startTurns(target: string, doors: number, order: readonly number[]): Promise<Turns> {
  let left = [...order]
  const waiting: { readonly door: number; readonly pass: () => void }[] = []
  const passed: string[] = []
  const admit = (): void => {
    const index = waiting.findIndex(({ door }) => left.length === 0 || door === left[0])
    if (index !== -1) waiting.splice(index, 1)[0]?.pass()
  }
  const forward = async (door: number, request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request)
    const { method = 'GET', url = '/', headers } = request
    const takesTurns = url.includes('/issues/')
    if (takesTurns) {
      await new Promise<void>((pass) => {
        waiting.push({ door, pass })
        admit()
      })
      passed.push(`${door} ${method}`)
    }
    const { host: _, connection: __, 'content-length': ___, ...sent } = headers
    const answer = await fetch(`${target}${url}`, {
      method,
      headers: sent as Record<string, string>,
      ...(body !== '' && { body }),
    })
    const answered = Buffer.from(await answer.arrayBuffer())
    const type = answer.headers.get('content-type') ?? 'text/plain'
    response.writeHead(answer.status, { 'content-type': type }).end(answered)
    if (!takesTurns) return
    left = left.slice(1)
    admit()
  }
  const servers = await Promise.all(
    Array.from({ length: doors }, async (_, door) => {
      const server = createServer((request, response) => {
        forward(door, request, response).catch(() => response.destroy())
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  return {
    urls: servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    passed,
    leave: (door) => {
      left = left.filter((one) => one !== door)
      admit()
    },
    close: async () => {
      await Promise.all(
        servers.map((server) => {
          server.closeAllConnections()
          return new Promise<void>((resolve) => server.close(() => resolve()))
        }),
      )
    },
  }
}
