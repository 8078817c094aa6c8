import { cpus } from 'node:os'
import { hogAll } from './hogs.mjs'

const BURST_MS = [300, 2500]
const PAUSE_MS = [500, 5000]

/** A neighbour who comes and goes: bursts of one hog up to one for every processor, a third of the time, until `stop()`. */
export const startBursts = (random) => {
  const between = ([least, most]) => least + (most - least) * random.uniform()
  let timer
  let hogs
  const burst = () => {
    const ms = between(BURST_MS)
    hogs = hogAll(ms, 1 + random.below(cpus().length))
    timer = setTimeout(burst, ms + between(PAUSE_MS))
  }
  timer = setTimeout(burst, between(PAUSE_MS) / 2)
  return {
    stop: () => {
      clearTimeout(timer)
      hogs?.stop()
    },
  }
}
