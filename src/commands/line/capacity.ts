import { parseCopies } from './numbers.js'
import { given, type LineParser } from './options.js'

export interface CapacityLine {
  readonly command: 'capacity'
  readonly config?: string
  readonly services: readonly string[]
  /** The most copies that are tried. */
  readonly max: number
  readonly json: boolean
}

export const capacityLine: LineParser<CapacityLine> = {
  flags: ['config', 'service', 'max', 'json'],
  mostPositionals: 0,
  parse: (values) => ({
    command: 'capacity',
    ...given(values, 'config'),
    services: values.service ?? [],
    max: parseCopies(values.max),
    json: values.json ?? false,
  }),
}
