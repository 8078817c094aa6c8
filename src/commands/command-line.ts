import { nearest } from '../core/config/nearest.js'
import { UsageError } from '../core/domain/errors.js'
import { type CapacityLine, capacityLine } from './line/capacity.js'
import { type CompareLine, compareLine } from './line/compare.js'
import {
  type CleanLine,
  cleanLine,
  type DoctorLine,
  doctorLine,
  type InitLine,
  initLine,
} from './line/housekeeping.js'
import { type InspectLine, inspectLine } from './line/inspect.js'
import { type LineParser, parseOptions } from './line/options.js'
import {
  type BuildLine,
  buildLine,
  type MeasureLine,
  measureLine,
  type PlanLine,
  planLine,
  type ReportLine,
  reportLine,
} from './line/shared-run.js'

/** A command that does something, with everything it was given. */
export type WorkLine =
  | CompareLine
  | InspectLine
  | CapacityLine
  | DoctorLine
  | InitLine
  | CleanLine
  | PlanLine
  | BuildLine
  | MeasureLine
  | ReportLine

export type CommandLine = { readonly command: 'version' } | { readonly command: 'help' } | WorkLine

const parsers: { readonly [Line in WorkLine as Line['command']]: LineParser<Line> } = {
  compare: compareLine,
  inspect: inspectLine,
  capacity: capacityLine,
  doctor: doctorLine,
  init: initLine,
  clean: cleanLine,
  plan: planLine,
  build: buildLine,
  measure: measureLine,
  report: reportLine,
}

const commands = Object.keys(parsers)

export function parseCommandLine(argv: readonly string[]): CommandLine {
  const { values, positionals } = parseOptions(argv)
  const asksForHelp = values.help === true || positionals[0] === 'help'
  const [command, ...rest] = positionals[0] === 'help' ? positionals.slice(1) : positionals
  if (command !== undefined && !isCommand(command)) throw unknownCommand(command)
  if (asksForHelp || argv.length === 0) return { command: 'help' }
  if (values.version) return { command: 'version' }
  if (command === undefined)
    throw new UsageError(`no command is given: ${commands.join(', ')} (--help for more)`)
  const parser: LineParser<WorkLine> = parsers[command]
  const known = new Set<string>(parser.flags)
  const foreign = Object.keys(values).find((name) => !known.has(name))
  if (foreign !== undefined) throw new UsageError(`${command} takes no --${foreign} (--help for more)`)
  const surplus = rest[parser.mostPositionals]
  if (surplus !== undefined)
    throw new UsageError(`${command} does not know what to do with ${surplus} (--help for more)`)
  return parser.parse(values, rest)
}

const isCommand = (name: string): name is WorkLine['command'] => Object.hasOwn(parsers, name)

function unknownCommand(name: string): UsageError {
  const meant = nearest(name, commands)
  const instead = meant === undefined ? commands.join(', ') : `did you mean ${meant}?`
  return new UsageError(`${name} is no command: ${instead} (--help for more)`)
}
