import { UsageError } from '../../core/domain/errors.js'
import { given, type LineParser } from './options.js'

export interface DoctorLine {
  readonly command: 'doctor'
  readonly config?: string
  readonly services: readonly string[]
  readonly json: boolean
}

export const doctorLine: LineParser<DoctorLine> = {
  flags: ['config', 'service', 'json'],
  mostPositionals: 0,
  parse: (values) => ({
    command: 'doctor',
    ...given(values, 'config'),
    services: values.service ?? [],
    json: values.json ?? false,
  }),
}

export interface InitLine {
  readonly command: 'init'
  readonly print: boolean
}

export const initLine: LineParser<InitLine> = {
  flags: ['print'],
  mostPositionals: 0,
  parse: (values) => ({ command: 'init', print: values.print ?? false }),
}

export interface CleanLine {
  readonly command: 'clean'
  readonly run?: string
  readonly all: boolean
}

export const cleanLine: LineParser<CleanLine> = {
  flags: ['all'],
  mostPositionals: 1,
  parse: (values, [run]) => {
    if (values.all && run !== undefined) throw new UsageError('clean takes a RUN or --all, not both')
    // A variable that was never set must not pass for a run with nothing left.
    if (run === '')
      throw new UsageError('clean: the id of the run is empty; without one, it lists those there are')
    return { command: 'clean', all: values.all ?? false, ...(run !== undefined && { run }) }
  },
}
