import type { Probe } from './probe.js'

/** What `setcap` wrote on a program: an attribute that stands before its bytes. */
export const capabilityProbe: Probe = {
  open({ entry: { capabilities } }) {
    return capabilities === undefined ? undefined : { write: () => false, end: () => ({ capabilities }) }
  },
}
