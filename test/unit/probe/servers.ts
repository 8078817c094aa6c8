import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Address } from '../../../src/core/domain/instance.js'

/** A server that says whatever it likes to each connection; gone at the end of the test. */
export function startTcp(onConnection: (socket: Socket) => void): Promise<Address> {
  return listen(
    createServer((socket) => {
      socket.on('error', () => {})
      onConnection(socket)
    }),
  )
}

export function startHttp(onRequest: RequestListener): Promise<Address> {
  return listen(createHttpServer(onRequest))
}

export async function listen(server: Server): Promise<Address> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port, via: 'bridge' }
}

/** For tests that nobody cancels. */
export const uncancelled = (): AbortSignal => new AbortController().signal
