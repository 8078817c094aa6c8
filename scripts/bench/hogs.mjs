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
