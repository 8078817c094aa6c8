import { UsageError } from '../../core/domain/errors.js'

export const parseParallel = (value: string): number => wholeNumber('parallel', value, 64)

/** As many bridge ports as one network of the engine is sure to have. */
export const parseCopies = (value = '64'): number => wholeNumber('max', value, 512)

export function wholeNumber(name: string, value: string, most: number): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= 1 && number <= most) return number
  throw new UsageError(`${name}: ${value} is no whole number from 1 to ${most}`)
}

/** GitHub lets no job last longer: five weeks. */
const mostMinutes = 50_400

/** Of minutes there may be a part. */
export function parseMinutes(name: string, value: string): number {
  const minutes = Number(value)
  if (value.trim() !== '' && minutes > 0 && minutes <= mostMinutes) return minutes
  throw new UsageError(`${name}: ${value} is no number of minutes, more than 0 and at most ${mostMinutes}`)
}
