// The product's own way from the start of a container to ready, with each of its conditions that look from outside.
import { prepareService } from './service.mjs'
import { spentBetween } from './spent.mjs'
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

/** What this process had spent at the beginning of each look. */
const notingLooks = (instance, looks) => {
  const openSocketCounter = () => {
    const counter = instance.openSocketCounter()
    if (counter === undefined) return undefined
    const count = () => {
      looks.push({ at: performance.now(), usage: process.cpuUsage() })
      return counter.count()
    }
    return { count, close: () => counter.close() }
  }
  return instance.openSocketCounter === undefined ? instance : { ...instance, openSocketCounter }
}

const observe = async ({ sources, signal, meter }, { launcher, experience, sees }) => {
  const looks = []
  const noting = {
    ...launcher,
    start: async (request) => {
      const started = await launcher.start(request)
      return started.instance === undefined
        ? started
        : { ...started, instance: notingLooks(started.instance, looks) }
    },
  }
  const { fact, instance } = await sources.startInstance(noting, {
    purpose: 'timed',
    publish: false,
    ownNetwork: false,
    experience,
    signal,
  })
  const ended = process.cpuUsage()
  const engineMs = meter.engineMsSinceAnswer()
  if (fact.failure !== undefined) throw new Error(fact.failure.message)
  try {
    const { askedAt } = instance
    const truth = truthOf(await logOnceReady(instance))
    // What is spent on the look that finds it, and after, is nothing that its start lacks.
    const { usage } = looks.find(({ at }) => at >= truth[sees]) ?? { usage: ended }
    const cpuMs = spentBetween(meter.usageAtAnswer(), usage)
    return { askedAt, seenAt: askedAt + fact.readyMs, cpuMs, engineMs, truth, fact }
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
    observers[name] = { ours: true, sees, observe: () => observe(stand, { launcher, experience, sees }) }
  }
  return observers
}
