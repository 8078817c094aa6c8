import type { Inspection } from '../../domain/image/inspection.js'
import { layerTable, wastedFileTable, wasteTable } from './layer-tables.js'
import type { PlainTable } from './plain-table.js'
import { ownerTable, sizeTable } from './size-tables.js'

/** Everything `inspect` shows beside findings, what matters most first. */
export function inspectionTables({ image, against }: Inspection): readonly PlainTable[] {
  const sides = [...(against ? [against] : []), image].map(({ name, insight }) => ({ name, insight }))
  return [
    sizeTable(sides),
    ownerTable(sides),
    ...sides.flatMap((side) => [layerTable(side), wasteTable(side), wastedFileTable(side)]),
  ].filter((one) => one !== undefined)
}
