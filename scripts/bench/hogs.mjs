import { spawn } from 'node:child_process'
import { cpus } from 'node:os'

// A hog ends by itself, so that one whose bench was killed does not stay.
const hogProgram = 'const end = Date.now() + Number(process.argv[1]); while (Date.now() < end);'

const startHog = (ms) =>
  spawn(process.execPath, ['-e', hogProgram, String(ms)], { stdio: 'ignore' }).on('error', () => {})

/** Every processor busy until `stop()`, or for so long. */
export const hogAll = (mostMs, count = cpus().length) => {
  const hogs = Array.from({ length: count }, () => startHog(mostMs))
  return {
    stop: () => {
      for (const hog of hogs) hog.kill('SIGKILL')
    },
  }
}

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
