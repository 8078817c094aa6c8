import type { RunRecord } from '../core/domain/record.js'

/** Beyond so many services nobody reads it by eye: indenting would double its size, and most of the time it takes to write. */
const mostIndented = 20

export const recordText = (record: RunRecord): string =>
  `${JSON.stringify(record, null, record.config.services.length > mostIndented ? 0 : 2)}\n`
