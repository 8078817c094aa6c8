/**
 * What a user types for a size, a duration or a share. Digits are bounded so that no value leaves the safe range.
 * The patterns go into the JSON Schema as they are, so they have no flags.
 */
export const sizePattern = /^\d{1,12}(?:\.\d{1,6})? ?(?:B|kB|MB|GB|KiB|MiB|GiB)$/
export const durationPattern = /^\d{1,9}(?:\.\d{1,6})? ?(?:ms|s|m|h)$/
export const sharePattern = /^\d{1,6}(?:\.\d{1,6})? ?%$/
export const changePattern = /^[+-]?\d{1,6}(?:\.\d{1,6})? ?%$/
export const ratePattern = /^\d{1,6}(?:\.\d{1,3})?\/[smh]$/

const bytesPer: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
}
const msPer: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** These take text that already matches its pattern. */
export const sizeBytes = (text: string): number => Math.round(scaled(text, bytesPer))
export const durationMs = (text: string): number => clean(scaled(text, msPer))
export const shareOf = (text: string): number => clean(Number.parseFloat(text) / 100)
export const ratePerSecond = (text: string): number =>
  clean(Number.parseFloat(text) / ((msPer[text.slice(-1)] ?? Number.NaN) / 1000))

function scaled(text: string, per: Readonly<Record<string, number>>): number {
  const unit = /[A-Za-z]+$/.exec(text)?.[0] ?? ''
  return Number.parseFloat(text) * (per[unit] ?? Number.NaN)
}

/** 0.1 + 0.2 must not reach a report as 0.30000000000000004. */
const clean = (value: number): number => Number(value.toPrecision(12))

/** What was probably meant by a size, duration or share in a spelling that is not ours. */
export function suggestSize(typed: string): string | undefined {
  return respell(typed, {
    B: ['b', 'byte', 'bytes'],
    kB: ['kb', 'kilobyte', 'kilobytes'],
    MB: ['mb', 'megabyte', 'megabytes', 'meg', 'megs'],
    GB: ['gb', 'gigabyte', 'gigabytes', 'gig', 'gigs'],
    // Docker's and Kubernetes' own short forms are binary.
    KiB: ['k', 'ki', 'kib'],
    MiB: ['m', 'mi', 'mib'],
    GiB: ['g', 'gi', 'gib'],
  })
}

export function suggestDuration(typed: string): string | undefined {
  const parts = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?$/.exec(typed.replaceAll(' ', ''))
  const given = parts?.slice(1).filter((part) => part !== undefined)
  if (parts && given && given.length > 1) {
    const [hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0))
    return `${(hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)}s`
  }
  return respell(typed, {
    ms: ['ms', 'msec', 'msecs', 'millisecond', 'milliseconds'],
    s: ['s', 'sec', 'secs', 'second', 'seconds'],
    m: ['m', 'min', 'mins', 'minute', 'minutes'],
    h: ['h', 'hr', 'hrs', 'hour', 'hours'],
  })
}

export function suggestShare(typed: string): string | undefined {
  const number = /^([+-]?\d{1,6}(?:\.\d{1,6})?)(?: ?percent)?$/.exec(typed)?.[1]
  if (number === undefined) return undefined
  const value = Number(number)
  return Math.abs(value) < 1 && value !== 0 ? `${clean(value * 100)}%` : `${value}%`
}

function respell(typed: string, spellings: Readonly<Record<string, readonly string[]>>): string | undefined {
  const match = /^(\d{1,9}(?:[.,]\d{1,6})?)[ _-]*([A-Za-z]+)\.?$/.exec(typed.trim())
  const unit = match?.[2]?.toLowerCase()
  const known =
    unit === undefined ? undefined : Object.entries(spellings).find(([, all]) => all.includes(unit))
  return known && `${match?.[1]?.replace(',', '.')}${known[0]}`
}
