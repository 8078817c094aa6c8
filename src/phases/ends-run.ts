import type { Failure, FailureReason } from '../core/domain/failure.js'

/** A registry that cannot be reached costs only the variants that need it; after these nothing more comes of a machine. */
export const endsRun = ({ reason }: Failure): boolean => ending.has(reason)

const ending: ReadonlySet<FailureReason> = new Set(['engine-lost', 'disk-full'])
