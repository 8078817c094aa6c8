import { connect, createServer } from 'node:net'

interface PortProxy {
  readonly port: number
  close(): Promise<void>
}

/** What the engine puts behind a published port: accepts first, dials the container then, hangs up where that fails. */
export async function startPortProxy(backendPort: number): Promise<PortProxy> {
  const sockets = new Set<{ destroy(): void }>()
  const server = createServer((client) => {
    const backend = connect(backendPort, '127.0.0.1')
    for (const socket of [client, backend]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    backend.on('close', () => client.destroy())
    client.on('close', () => backend.destroy())
    client.pipe(backend)
    backend.pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
