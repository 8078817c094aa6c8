import { createServer } from 'node:net'

/**
 * Below the ports that kernels give to whoever names none, so that nobody gets one between here and its use; each process
 * begins elsewhere.
 */
const lowest = 20_000
const count = 12_000
const apart = 89
let given = 0

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + ((process.pid * apart + given) % count)
    given += 1
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, () => server.close(() => resolve(true)))
  })
}
