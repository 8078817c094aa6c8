// What the truth server testified, in milliseconds of this process's own clock: `performance.now()` and CLOCK_MONOTONIC run
// alike and differ by when this process began.
const offsetMs = Math.max(
  ...Array.from({ length: 50 }, () => Number(process.hrtime.bigint()) / 1e6 - performance.now()),
)

/** A moment of CLOCK_MONOTONIC, in nanoseconds, as this process counts. */
export const here = (ns) => Number(ns) / 1e6 - offsetMs

/** The moments in a log of the truth server, or an error where it does not say all of them. */
export const truthOf = (log) => {
  const moment = (name) => {
    const ns = new RegExp(`\\b${name} (\\d+)`).exec(log)?.[1]
    if (ns === undefined)
      throw new Error(`the truth server did not say when it came to ${name}: ${log.slice(0, 200)}`)
    return here(ns)
  }
  const [mainAt, listenAt, readyAt] = [moment('main'), moment('listen'), moment('ready')]
  const cpuNs = /\bcpu (\d+)/.exec(log)?.[1]
  const own = cpuNs === undefined ? {} : { ownCpuMs: Number(cpuNs) / 1e6 }
  return { mainAt, listenAt, readyAt, ownMs: readyAt - mainAt, ...own }
}
