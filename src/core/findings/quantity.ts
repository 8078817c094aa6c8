import { type Metric, metricInfo, type Unit } from '../domain/metric.js'

const minus = '−'

/** A number of a metric with its unit, to three significant figures: `186 MB`, `5.32 s`, `8.3 %`. */
export const quantityOf = (metric: Metric, value: number, figures = 3): string =>
  quantity(value, metricInfo[metric].unit, figures)

export const quantity = (value: number, unit: Unit, figures = 3): string => format[unit](value, figures)

/** A number that somebody wrote, as they would write it: `15 s`, not `15.0 s`. */
export const roundQuantityOf = (metric: Metric, value: number, figures = 3): string =>
  quantityOf(metric, value, figures)
    .replace(/(\.\d*?)0+ /, '$1 ')
    .replace('. ', ' ')

/** From here on nobody reads a percentage: `× 100,000`, not `+9999900 %`. */
const manyfold = 99

/** A relative change with its sign: `+4.2 %`, `−78 %`. A true minus lines up with the plus. */
export function signedPercent(change: number, figures = 3): string {
  if (change === 0) return '0 %'
  if (change >= manyfold) return `× ${Number((1 + change).toPrecision(figures)).toLocaleString('en')}`
  const size = percent(Math.abs(change), figures)
  return size === '0 %' ? '≈ 0 %' : `${change < 0 ? minus : '+'}${size}`
}

/** As many figures as it takes to tell two numbers apart: never "1.23 MB is over 1.23 MB". */
export function figuresApart(
  one: number,
  other: number,
  show: (value: number, figures: number) => string,
): number {
  for (let figures = 3; figures < most; figures++)
    if (show(one, figures) !== show(other, figures)) return figures
  return one === other ? 3 : most
}

const most = 12

/** How many, with the noun in its right form. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`

const format: Record<Unit, (value: number, figures: number) => string> = {
  bytes: (value, figures) => scaled(value, figures, ['B', 'kB', 'MB', 'GB', 'TB']),
  ms: (value, figures) => (Math.abs(value) < 120_000 ? scaled(value, figures, ['ms', 's']) : minutes(value)),
  share: percent,
  rate: (value, figures) => `${Number(value.toPrecision(figures))}/s`,
}

/** Below 10 % one decimal tells something; above, it is noise. */
function percent(share: number, figures: number): string {
  const value = share * 100
  const decimals = (Math.abs(value) < 9.95 ? 1 : 0) + figures - 3
  return `${String(Number(value.toFixed(decimals))).replace('-', minus)} %`
}

function scaled(value: number, figures: number, units: readonly string[]): string {
  const rounded = Number(Math.abs(value).toPrecision(figures))
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(rounded || 1) / 3)))
  const size = rounded / 1000 ** power
  const sign = value < 0 ? minus : ''
  // There is no half a byte.
  const decimals = units[power] === 'B' || size === 0 ? 0 : figures - Math.floor(Math.log10(size)) - 1
  return `${sign}${size.toFixed(Math.min(figures - 1, Math.max(0, decimals)))} ${units[power]}`
}

function minutes(valueMs: number): string {
  const seconds = Math.round(Math.abs(valueMs) / 1000)
  const [whole, rest] = [Math.floor(seconds / 60), seconds % 60]
  return `${valueMs < 0 ? minus : ''}${whole} min${rest === 0 ? '' : ` ${rest} s`}`
}
