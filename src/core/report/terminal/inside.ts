import { owners } from '../../domain/image/insight.js'
import { tellAdvice } from '../../findings/advice.js'
import { count, quantity } from '../../findings/quantity.js'
import { printable, printablePieces } from '../escape-terminal.js'
import { ownerText } from '../image/size-tables.js'
import type { ServiceReport } from '../report.js'
import type { Paint } from './paint.js'
import { wrap } from './wrap.js'

const mostOwners = 3

/** Where most bytes are, and what the candidate wastes, in a line or two. */
export function insideLines({ inside }: ServiceReport, paint: Paint, columns: number): readonly string[] {
  if (!inside) return []
  const { sides, waste } = inside
  const shares = owners
    .map((owner) => ({
      owner,
      bytes: sides.map(({ insight }) => insight.owners.find((one) => one.owner === owner)?.sizeBytes ?? 0),
    }))
    .sort((one, other) => Math.max(...other.bytes) - Math.max(...one.bytes))
    .slice(0, mostOwners)
    .filter(({ bytes }) => Math.max(...bytes) > 0)
    .map(({ owner, bytes }) => `${ownerText[owner]} ${way(bytes)}`)
  const wasted = waste
    ? [
        `the candidate wastes ${quantity(waste.wastedBytes, 'bytes')}${waste.largest ? `, the largest /${printable(waste.largest.path)}` : ''}`,
      ]
    : []
  const said = [...shares, ...wasted].join('; ')
  return said === '' ? [] : wrap(`  where the bytes are: ${said}`, columns, '    ').map(paint.quiet)
}

const way = (bytes: readonly number[]): string => bytes.map((one) => quantity(one, 'bytes')).join(' → ')

/** The change that saves most, and how many there are beside it. */
export function adviceLines({ advice }: ServiceReport, paint: Paint, columns: number): readonly string[] {
  const [first, ...others] = advice
  if (first === undefined) return []
  const more = others.length === 0 ? '' : `; ${count(others.length, 'change')} more with --markdown`
  return wrap(`  advice: ${printablePieces(tellAdvice(first).title)}${more}`, columns, '    ').map(
    paint.quiet,
  )
}
