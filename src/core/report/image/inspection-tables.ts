import type { Inspection } from '../../domain/image/inspection.js'
import { diffPackages } from '../../packages/diff-packages.js'
import { layerTable, wastedFileTable, wasteTable } from './layer-tables.js'
import { packageDiffTable } from './package-diff-tables.js'
import { largestPackages, packageTable } from './package-tables.js'
import type { PlainTable } from './plain-table.js'
import { ownerTable, sizeTable } from './size-tables.js'

/** Everything `inspect` shows beside findings, what matters most first. */
export function inspectionTables({ image, against }: Inspection): readonly PlainTable[] {
  const sides = [...(against ? [against] : []), image].map(({ name, insight }) => ({ name, insight }))
  return [
    sizeTable(sides),
    ownerTable(sides),
    packageTable(sides),
    largestPackages({ name: image.name, insight: image.insight }),
    against && packageDiffTable(diffPackages(against.insight.packages, image.insight.packages)),
    ...sides.flatMap((side) => [layerTable(side), wasteTable(side), wastedFileTable(side)]),
  ].filter((one) => one !== undefined)
}
