import { createServer } from 'node:net'
import type Docker from 'dockerode'
import { statusOf } from './engine-error.js'
import { runLabels } from './labels.js'

export interface RunNetwork {
  readonly name: string
  /** This machine holds the bridge's gateway address, so its containers are a direct hop away. */
  readonly reachable: boolean
}

/**
 * A bridge of the run's own. An address on it is believed only when this machine itself holds the gateway: elsewhere
 * (a remote engine, a desktop's virtual machine) the same address may be answered by somebody else, a proxy for instance.
 */
export async function createNetwork(docker: Docker, runId: string, name: string): Promise<RunNetwork> {
  const network = await docker.createNetwork({ Name: name, Driver: 'bridge', Labels: runLabels(runId) })
  const details = (await network.inspect()) as { IPAM?: { Config?: readonly { Gateway?: string }[] } }
  const gateways = (details.IPAM?.Config ?? []).map((pool) => pool.Gateway?.split('/')[0])
  const own = await Promise.all(gateways.map((gateway) => gateway !== undefined && isOwnAddress(gateway)))
  return { name, reachable: own.includes(true) }
}

export async function removeNetwork(docker: Docker, name: string): Promise<void> {
  await docker
    .getNetwork(name)
    .remove()
    .catch((error: unknown) => {
      if (statusOf(error) !== 404) throw error
    })
}

/** Only an address of this machine can be listened on. The list of interfaces would not do: it leaves out a bridge that is still empty. */
function isOwnAddress(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(0, address, () => server.close(() => resolve(true)))
  })
}
