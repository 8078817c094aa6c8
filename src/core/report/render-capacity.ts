import type { CapacityFact, CapacityRecord, CopiesBound, LevelFact, LevelStop } from '../domain/capacity.js'
import type { Failure } from '../domain/failure.js'
import { said, whatItDid } from '../findings/failures.js'
import { count, quantity } from '../findings/quantity.js'
import { printable, printableLines, printablePieces } from './escape-terminal.js'
import type { TerminalOptions } from './render-terminal.js'
import { type Paint, painter } from './terminal/paint.js'
import { align, wrap } from './terminal/wrap.js'

/** For somebody at a terminal: how many copies each variant's suites come to, what stopped the next, and every level tried. */
export function renderCapacity(record: CapacityRecord, { color, width }: TerminalOptions): string {
  const paint = painter(color)
  const columns = Math.max(40, width)
  const { variants, machine, memoryBytes, reserveBytes, interrupted } = record
  const services = [...new Set(variants.map(({ ref }) => ref.service))]
  const told = services.map((service) => variants.filter(({ ref }) => ref.service === service))
  const room = `${count(machine.cpus, 'processor')}, ${quantity(memoryBytes, 'bytes')} of memory, of which ${quantity(reserveBytes, 'bytes')} are kept free`
  const lines = [
    paint.strong('Copies of its suites that this machine carries at once: baseline → candidate'),
    ...wrap(room, columns).map(paint.quiet),
    '',
    ...told.flatMap((pair) => wrap(`  ${headline(pair, paint)}`, columns, '    ')),
    '',
    ...variants.flatMap((variant) => variantLines(variant, paint, columns)),
    ...(interrupted === undefined ? [] : wrap(`Ended early: ${sentence(interrupted)}`, columns, '  ')),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function headline(pair: readonly CapacityFact[], paint: Paint): string {
  const [before, after] = pair
  const named = `${paint.strong(printable(before?.ref.service ?? ''))}  `
  const shown = `${named}${before?.carried ?? '–'} → ${after?.carried ?? '–'}`
  if (before?.carried === undefined || after?.carried === undefined) return `${shown}  not measured`
  const areOpen = { before: mayCarryMore(before), after: mayCarryMore(after) }
  if (areOpen.before && areOpen.after) return `${shown}  both carry all that were tried`
  if (before.carried === 0 || after.carried === 0) return shown
  const factor = `× ${Number((after.carried / before.carried).toPrecision(2))}`
  if (areOpen.after) return `${shown}  at least ${factor}`
  if (areOpen.before) return `${shown}  at most ${factor}`
  if (before.carried === after.carried) return `${shown}  no change`
  const isSmall =
    Math.max(before.carried, after.carried) <= smallFactor * Math.min(before.carried, after.carried)
  return isSmall
    ? `${shown}  no clear change: so little comes and goes from run to run`
    : `${shown}  ${factor}`
}

/** Each number is one search on a machine that drifts, where a copy or two come and go. */
const smallFactor = 1.25

/** Whoever carried all that were tried may carry more; a process is one, and that is all of it. */
const mayCarryMore = ({ carried, bound }: CapacityFact): boolean =>
  carried === bound.copies && bound.by !== 'process'

function variantLines(variant: CapacityFact, paint: Paint, columns: number): readonly string[] {
  const { ref, levels } = variant
  const tail = printableLines(tailOf(variant)).slice(-shownLines)
  return [
    ...wrap(`${paint.strong(`${printable(ref.service)} ${ref.role}`)}: ${answer(variant)}`, columns, '  '),
    ...tail.map((line) => paint.quiet(`    | ${line}`)),
    ...levelLines(levels, paint),
    '',
  ]
}

const shownLines = 10

function answer({ carried, bound, levels, stop, failure }: CapacityFact): string {
  if (carried === undefined)
    return `not measured. ${failure === undefined ? '' : sentence(failure)}`.trimEnd()
  if (stop === undefined) return boundWords[bound.by](bound.copies)
  const stoppedAt = levels.findLast((level) => level.stop === stop)?.copies ?? carried + 1
  if (carried === 0) return `does not even carry one. ${because(stop)}`
  return `carries ${carried}. With ${stoppedAt}: ${because(stop)}`
}

const boundWords: Record<CopiesBound['by'], (copies: number) => string> = {
  max: (copies) => `carries all ${copies} that were tried; --max allows more`,
  'open-files': (copies) =>
    `carries all ${copies} that were tried; for more this process must be allowed more open files (ulimit -n)`,
  process: () => "carries one, and never more: a process has the machine's ports and files to itself",
}

const tailOf = ({ carried, stop, failure }: CapacityFact): readonly string[] => {
  const told =
    carried === undefined ? failure : stop !== undefined && 'failure' in stop ? stop.failure : undefined
  return told?.tail ?? []
}

function because(stop: LevelStop): string {
  switch (stop.by) {
    case 'check':
      return `suite ${printable(stop.suite)}, ${printable(stop.check)} failed: ${sayFailure(stop.failure)}`
    case 'start':
      return `a copy ${sentence(stop.failure)}`
    case 'memory-limit':
      return `a copy was killed for its memory: ${sayFailure(stop.failure)}`
    case 'startup-budget':
      return `a copy was ready after ${quantity(stop.startupMs, 'ms')}, and the budget on start-up is ${quantity(stop.limitMs, 'ms')}.`
    case 'machine-memory': {
      const { availableBytes, reserveBytes, neededBytes, whose } = stop
      const owner = whose === 'machine' ? 'the machine' : 'the control group that this process is in'
      const left = `${owner} has ${quantity(availableBytes, 'bytes')} of memory left, and ${quantity(reserveBytes, 'bytes')} are kept free`
      return neededBytes === undefined
        ? `memory ran out: ${left}. Everything was stopped.`
        : `not tried for want of memory: they would take ${quantity(neededBytes, 'bytes')}; ${left}.`
    }
  }
}

const sayFailure = (failure: Failure): string => printablePieces(said(failure)) || `${failure.reason}.`

const sentence = (failure: Failure): string =>
  failure.reason === 'not-run' ? sayFailure(failure) : `${whatItDid(failure)}: ${sayFailure(failure)}`

function levelLines(levels: readonly LevelFact[], paint: Paint): readonly string[] {
  if (levels.length === 0) return []
  const rows = levels.map((level) => [
    String(level.copies),
    figure(level.slowestStartMs, 'ms'),
    figure(level.suiteMedianMs, 'ms'),
    figure(level.memoryBytes, 'bytes'),
    outcomeOf(level, paint),
  ])
  const heads = ['copies', 'slowest start', 'suites, median', 'memory in all', '']
  const [head = '', ...lines] = align([heads, ...rows], [0, 1, 2, 3])
  return [paint.quiet(`  ${head}`), ...lines.map((line) => `  ${line}`)]
}

function outcomeOf({ outcome, stop }: LevelFact, paint: Paint): string {
  if (outcome === 'carried') return paint.good('✓')
  if (outcome === undefined) return paint.quiet('cut off')
  return paint.bad(`✗ ${stop === undefined ? '' : stopWords[stop.by]}`.trimEnd())
}

const stopWords: Record<LevelStop['by'], string> = {
  check: 'a check failed',
  start: 'a copy did not come up',
  'startup-budget': 'start-up over its budget',
  'memory-limit': 'killed for its memory',
  'machine-memory': 'no memory left',
}

const figure = (value: number | undefined, unit: 'ms' | 'bytes'): string =>
  value === undefined ? '–' : quantity(value, unit)
