import { readFile } from 'node:fs/promises'
import { run, succeeds } from './run.mjs'

const SLOTS = 32
const FIRST_OCTET = 200

const networkOf = (slot) => `10.${FIRST_OCTET + slot}.0.0/16`
const acceptRule = (slot) => [
  ...['-s', networkOf(slot), '-d', networkOf(slot), '-j', 'ACCEPT'],
  ...['-m', 'comment', '--comment', `container-migrate engine ${slot}`],
]

/** A place in the private address space that no route of this machine and no other engine of ours uses. */
export const freeSlot = async (taken) => {
  const routes = (await run('ip', ['route', 'show', 'table', 'all'])).stdout
  const isRouted = (slot) => new RegExp(`(^|\\s)10\\.${FIRST_OCTET + slot}\\.`, 'm').test(routes)
  for (let slot = 0; slot < SLOTS; slot += 1) if (!taken.has(slot) && !isRouted(slot)) return slot
  throw new Error(
    `None of the networks ${networkOf(0)} to ${networkOf(SLOTS - 1)} is free for another engine.`,
  )
}

const bridgeOf = (slot) => `cme${slot}`

/**
 * Makes the engine's default bridge. The engine itself leaves iptables alone: a second daemon would flush the
 * chains of the first. What that costs (traffic between its containers, where another daemon made the
 * forward policy DROP) one rule gives back.
 */
export const addBridge = async (slot) => {
  const bridge = bridgeOf(slot)
  await run('ip', ['link', 'add', bridge, 'type', 'bridge'])
  await run('ip', ['address', 'add', `10.${FIRST_OCTET + slot}.0.1/24`, 'dev', bridge])
  await run('ip', ['link', 'set', bridge, 'up'])
  await run('iptables', ['-w', '-I', 'FORWARD', ...acceptRule(slot)])
}

export const networkFlags = (slot) => [
  `--bridge=${bridgeOf(slot)}`,
  `--default-address-pool=base=10.${FIRST_OCTET + slot}.128.0/17,size=24`,
  '--iptables=false',
  '--ip6tables=false',
]

const bridgesOnHost = async () => {
  const links = JSON.parse((await run('ip', ['-json', 'link', 'show', 'type', 'bridge'])).stdout || '[]')
  return links.map((link) => link.ifname).filter((name) => name !== undefined)
}

/** Deletes the engine's own bridge and those of its networks, which it lists in its network store. */
export const removeBridges = async (slot, networkStore) => {
  const store = await readFile(networkStore, 'latin1').catch(() => '')
  const isOurs = (name) =>
    name === bridgeOf(slot) || (/^br-[0-9a-f]{12}$/.test(name) && store.includes(name.slice(3)))
  for (const name of await bridgesOnHost()) if (isOurs(name)) await run('ip', ['link', 'delete', name])
  while (await succeeds('iptables', ['-w', '-D', 'FORWARD', ...acceptRule(slot)]));
}
