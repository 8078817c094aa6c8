import type { Failure } from '../domain/failure.js'
import { isEnvironmental } from '../domain/failure.js'
import type { Level } from '../domain/finding.js'
import type { Role } from '../domain/variant.js'

/**
 * What it means that a variant did not come to life. A candidate that cannot run cannot be shipped, be its baseline as
 * broken as it may. Without a baseline there is nothing to compare with, which is nobody's failing; nor is a machine's.
 */
export const blame = (role: Role, failure: Failure): Level =>
  role === 'candidate' && !isEnvironmental(failure) && failure.reason !== 'not-run' ? 'fail' : 'inconclusive'
