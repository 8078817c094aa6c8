import { describe, expect, it } from 'vitest'
import { errorsOf, service } from './parsed.js'

describe('names', () => {
  it('of services are fit for containers and reports', () => {
    expect(errorsOf(service('').replace('  api:', '  "my api":'))).toEqual([
      'c.yml:3:3  services["my api"]: must be a name of letters, digits, `.`, `_` and `-`, at most 63 and a letter or digit first (did you mean `my-api`?)',
    ])
  })

  it.each([0, 65_536, -1, 80.5])('of ports end at 65535: %s is none', (port) => {
    expect(errorsOf(service(`run: { port: ${port} }`))).toEqual([
      'c.yml:6:18  services.api.run.port: must be a port, from 1 to 65535',
    ])
  })
})

describe('values out of their bounds', () => {
  it.each([
    ['run: { memory: 5MB }', 'c.yml:6:20  services.api.run.memory: must be at least 6MiB'],
    ['run: { stop-timeout: 25h }', 'c.yml:6:26  services.api.run.stop-timeout: must be at most 24h'],
    [
      'run: { cpus: 0 }',
      'c.yml:6:18  services.api.run.cpus: must be a number of CPUs from 0.01 to 4096, such as 0.5',
    ],
    ['ready: { timeout: 0s }', 'c.yml:6:23  services.api.ready.timeout: must be at least 1ms'],
    ['samples: { min: 0 }', 'c.yml:6:21  services.api.samples.min: must be a whole number from 1 to 1000'],
    ['samples: { matters: 0% }', 'c.yml:6:25  services.api.samples.matters: must be at least 0.1%'],
    ['samples: { max: 1001 }', 'c.yml:6:21  services.api.samples.max: must be a whole number from 1 to 1000'],
    [
      'load: { path: /, rate: 1001/s, duration: 10s }',
      'c.yml:6:28  services.api.load.rate: must be at most 1000/s',
    ],
    [
      'load: { path: /, rate: 50/s, duration: 11m }',
      'c.yml:6:44  services.api.load.duration: must be at most 10m',
    ],
    [
      'run: { port: 80 }\nload: { path: /, rate: 50/s, duration: 2s }',
      'c.yml:7:44  services.api.load.duration: is too short for 6 slices that say something: at this rate, at least 3s',
    ],
    [
      'run: { port: 80 }\nload: { path: /, rate: 6/s, duration: 10s }',
      'c.yml:7:43  services.api.load.duration: is too short for 6 slices that say something: at this rate, at least 20s',
    ],
    [
      'run: { port: 80 }\nload: { path: /, rate: 0/s, duration: 10s }',
      'c.yml:7:43  services.api.load.duration: is too short at this rate: 6 slices of 20 requests are the least',
    ],
    [
      'load: { path: /, rate: 50/s, duration: 10s }',
      'c.yml:6:13  services.api.load.path: needs a port to ask, and `api` has none: set `run.port`',
    ],
    [
      'budgets: { efficiency: 101% }',
      'c.yml:6:28  services.api.budgets.efficiency: must be between 0% and 100%',
    ],
    [
      'budgets: { startup: { regression: -1% } }',
      'c.yml:6:39  services.api.budgets.startup.regression: must not be negative: it says how much a change may worsen the metric',
    ],
  ])('%s', (rest, line) => {
    expect(errorsOf(service(rest))).toEqual([line])
  })
})
