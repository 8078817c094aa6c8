/** What has an engine's whole client and all phases in common: one piece of the bundle in place of four that repeat each other. */
export { buildInTerminal } from './build.js'
export { capacityInTerminal } from './capacity.js'
export { compareInTerminal } from './compare.js'
export { measureInTerminal } from './measure.js'
