import type { BuildShard } from '../../domain/plan.js'
import { balance } from './balance.js'
import { type ServiceCost, sendMs, setUpMs } from './costs.js'

/** Everybody waits for the last image, yet nobody for a few seconds more. */
const hardlyLater = 1.1

/** Who prepares the services whose images travel: as few runners as end hardly later than the most would. */
export function shareBuilds(costs: readonly ServiceCost[], most: number): readonly BuildShard[] {
  if (costs.length === 0) return []
  const pieces = costs.map(({ prepareMs }, group) => ({
    group,
    durationMs: prepareMs + sendMs,
    arrivalMs: 0,
  }))
  const among = (machines: number) => {
    const machineOf = balance(pieces, machines)
    const loads = new Array<number>(machines).fill(setUpMs)
    for (const [index, { durationMs }] of pieces.entries()) {
      const machine = machineOf[index] ?? 0
      loads[machine] = (loads[machine] ?? 0) + durationMs
    }
    return { machineOf, loads, endMs: Math.max(...loads) }
  }
  let enough = Math.min(costs.length, most)
  let found = among(enough)
  const soonestMs = found.endMs
  for (let tooFew = 0; enough - tooFew > 1; ) {
    const machines = Math.floor((tooFew + enough) / 2)
    const fewer = among(machines)
    if (fewer.endMs <= soonestMs * hardlyLater) [enough, found] = [machines, fewer]
    else tooFew = machines
  }
  const { machineOf, loads } = found
  return loads
    .map((estimateMs, machine) => ({
      estimateMs,
      first: machineOf.indexOf(machine),
      services: costs.filter((_, index) => machineOf[index] === machine).map(({ service }) => service),
    }))
    .filter(({ services }) => services.length > 0)
    .sort((one, other) => one.first - other.first)
    .map(({ services, estimateMs }, index) => ({ number: index + 1, services, estimateMs }))
}
