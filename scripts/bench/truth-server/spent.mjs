import { readdirSync, readFileSync } from 'node:fs'

/** Processor time of this whole process since then. */
export const spentSince = (usage) => spentBetween(usage, process.cpuUsage())

export const spentBetween = (from, to) => (to.user - from.user + to.system - from.system) / 1000

const ENGINE = new Set(['dockerd', 'containerd'])
/** The kernel tells other processes' time in hundredths of a second: one reading says little, the mean of many does. */
const TICK_MS = 10

const read = (pid, name) => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1')
  } catch {
    return ''
  }
}

/** Tells the processor time that the engines of this machine have taken so far. */
const engineMeter = () => {
  const pids = readdirSync('/proc').filter((pid) => ENGINE.has(read(pid, 'comm').trim()))
  return () => {
    const ticks = pids.flatMap((pid) => read(pid, 'stat').split(') ').at(-1).split(' ').slice(11, 13))
    return TICK_MS * ticks.reduce((sum, one) => sum + Number(one), 0)
  }
}

/** What had been spent at the moment when the engine last answered that a container was started: the server is then at work. */
export const meterStarts = (docker) => {
  const engineMs = engineMeter()
  const create = docker.createContainer.bind(docker)
  let answered
  docker.createContainer = async (...asked) => {
    const container = await create(...asked)
    const start = container.start.bind(container)
    container.start = async (...options) => {
      const answer = await start(...options)
      const engine = engineMs()
      answered = { usage: process.cpuUsage(), engine }
      return answer
    }
    return container
  }
  return {
    usageAtAnswer: () => answered.usage,
    engineMsSinceAnswer: () => engineMs() - answered.engine,
  }
}
