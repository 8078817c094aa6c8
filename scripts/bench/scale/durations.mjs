// How long services take: as one run recorded it, and made up to be hard to share out or to be easy.
import { readFileSync } from 'node:fs'
import { randomOf } from '../stats/random.mjs'

const SEED = 4_711
const SERVICES = 60

/** `origin` says where they come from; `spent` is what the record held. */
const recorded = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8'))

const suitesOf = (spent, service) =>
  spent
    .filter((one) => one.service === service && one.what === 'suite')
    .map(({ suite }) => ({ name: suite, checks: [] }))

/** Nothing is guessed of a service whose every part was recorded, so its config need say no more. */
const configOf = ({ spent, stayWhole }) => ({
  services: [...new Set(spent.map(({ service }) => service))].map((name) => {
    const from = stayWhole.includes(name) ? 'process' : 'dockerfile'
    return {
      name,
      smoke: suitesOf(spent, name),
      baseline: { source: { from } },
      candidate: { source: { from } },
    }
  }),
})

/** A larger repository of the same kinds of services. */
const drawn = (services, count, random) =>
  Array.from({ length: count }, (_, index) => ({
    ...services[random.below(services.length)],
    service: `service ${index}`,
  })).map(({ service, units, ...rest }) => ({
    ...rest,
    service,
    units: units.map(({ unit, durationMs }) => ({ unit: { ...unit, service }, durationMs })),
  }))

const madeUp = (durationMs) =>
  Array.from({ length: SERVICES }, (_, index) => {
    const service = `service ${index}`
    return {
      service,
      staysWhole: false,
      prepareMs: durationMs(),
      units: [
        { unit: { unit: 'timed', service }, durationMs: durationMs() },
        ...[1, 2, 3].map((suite) => ({
          unit: { unit: 'suite', service, suite: `suite ${suite}` },
          durationMs: durationMs(),
        })),
      ],
    }
  })

/** Most take seconds, a few many minutes: Pareto's law with exponent 1.5, from 10 s, none longer than an hour. */
const heavyTailed = (random) => () =>
  Math.round(Math.min(3_600_000, 10_000 / (1 - random.uniform()) ** (2 / 3)))

export const durationSets = ({ estimateCosts, remember }) => {
  const random = randomOf(SEED)
  const run = { startedAt: recorded.startedAt, spent: recorded.spent }
  const asRecorded = estimateCosts(configOf(recorded), remember([run]))
  return [
    { name: `${asRecorded.length} services as recorded`, costs: asRecorded },
    { name: `${SERVICES} services drawn from them`, costs: drawn(asRecorded, SERVICES, random) },
    { name: `${SERVICES} services, heavy-tailed`, costs: madeUp(heavyTailed(random)) },
    { name: `${SERVICES} services, all equal`, costs: madeUp(() => 30_000) },
  ]
}
