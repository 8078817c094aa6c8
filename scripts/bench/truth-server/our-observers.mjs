// The product's own way from the start of a container to ready, with each of its conditions that look from outside.
import { prepareService } from './service.mjs'
import { spentSince } from './spent.mjs'
import { truthOf } from './testimony.mjs'

const OURS = {
  'ours, log': { ready: { log: 'ready' }, sees: 'readyAt' },
  'ours, http': { ready: { http: '/' }, sees: 'readyAt' },
  'ours, tcp': { ready: { tcp: 8080 }, sees: 'listenAt' },
}
const SAMPLES = { min: 1, max: 6 }

const logOnceReady = async (instance) => {
  for (;;) {
    const log = await instance.readLog()
    if (/ready \d+\n/.test(log)) return log
  }
}

const observe = async ({ sources, signal }, launcher, experience) => {
  let usage
  const noting = {
    ...launcher,
    start: async (request) => {
      const started = await launcher.start(request)
      usage = process.cpuUsage()
      return started
    },
  }
  const { fact, instance } = await sources.startInstance(noting, {
    purpose: 'timed',
    publish: false,
    ownNetwork: false,
    experience,
    signal,
  })
  const cpuMs = spentSince(usage)
  if (fact.failure !== undefined) throw new Error(fact.failure.message)
  try {
    const { askedAt } = instance
    const truth = truthOf(await logOnceReady(instance))
    return { askedAt, seenAt: askedAt + fact.readyMs, cpuMs, truth, fact }
  } finally {
    await instance.stop()
  }
}

export const ourObservers = async (stand, settings) => {
  const observers = {}
  for (const [name, { ready, sees }] of Object.entries(OURS)) {
    const { launchers } = await prepareService(stand, { ready, baseline: settings, samples: SAMPLES })
    const [launcher] = launchers.values()
    // As in a run: the starts of one variant teach one another when to look.
    const experience = new Map()
    observers[name] = { ours: true, sees, observe: () => observe(stand, launcher, experience) }
  }
  return observers
}
