import { elfProbe } from '../elf/elf-probe.js'
import { secretProbe } from '../secrets/secret-probe.js'
import { capabilityProbe } from './capability-probe.js'
import { keptFilesProbe } from './kept-files.js'
import type { Probe } from './probe.js'
import { scriptProbe } from './script-probe.js'

/** Everything that looks into files. */
export const allProbes: readonly Probe[] = [
  elfProbe,
  scriptProbe,
  keptFilesProbe,
  secretProbe,
  capabilityProbe,
]
