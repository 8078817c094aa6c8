import type { Service } from '../../domain/config.js'
import type { Facts } from '../../domain/facts.js'
import type { StartFact } from '../../domain/start-fact.js'
import type { Role } from '../../domain/variant.js'
import { median } from '../../stats/median.js'
import { type Spread, spread } from '../../stats/spread.js'

/** The timed starts of one variant that came up, taken apart. */
export interface Timeline {
  readonly starts: number
  readonly steps: Readonly<Record<TimelineStep, StepTime | undefined>>
  /** How often a start was looked at until it was ready, in the middle. Absent where it told by itself. */
  readonly looks?: number
  /** Starts that the very first look found ready: they may have been so a moment before. */
  readonly readyAtFirstLook: number
  readonly via?: StartFact['via']
  readonly pageCache?: StartFact['pageCache']
  readonly warmBecause?: string
}

export type TimelineStep = 'create' | 'engine' | 'port' | 'answer' | 'application'

export interface StepTime extends Spread {
  readonly middle: number
}

const durations: Readonly<Record<TimelineStep, (start: StartFact) => number | undefined>> = {
  create: ({ createdMs }) => createdMs,
  engine: ({ createdMs, processStartedMs }) => between(createdMs ?? 0, processStartedMs),
  port: ({ processStartedMs, portOpenMs }) => between(processStartedMs, portOpenMs),
  answer: ({ portOpenMs, readyMs }) => between(portOpenMs, readyMs),
  application: ({ processStartedMs, readyMs }) => between(processStartedMs, readyMs),
}

export function timelineOf(facts: Facts, service: Service, role: Role): Timeline | undefined {
  const starts = facts.starts.filter(
    ({ ref, purpose, failure, warmUp }) =>
      purpose === 'timed' &&
      !failure &&
      !warmUp &&
      ref.service === service.name &&
      ref.role === role &&
      ref.revision === 'head',
  )
  if (starts.length === 0) return undefined
  const step = (name: TimelineStep) => timeOf(starts.flatMap((start) => durations[name](start) ?? []))
  const looks = median(starts.flatMap((start) => start.looks ?? []))
  const via = starts.find((start) => start.via)?.via
  const pageCache = starts.find((start) => start.pageCache)?.pageCache
  const warmBecause = starts.find((start) => start.warmBecause)?.warmBecause
  return {
    starts: starts.length,
    steps: {
      create: step('create'),
      engine: step('engine'),
      port: step('port'),
      answer: step('answer'),
      application: step('application'),
    },
    ...(looks === undefined ? {} : { looks }),
    readyAtFirstLook: starts.filter((start) => start.looks === 1).length,
    ...(via && { via }),
    ...(pageCache && { pageCache }),
    ...(warmBecause && { warmBecause }),
  }
}

function timeOf(values: readonly number[]): StepTime | undefined {
  const [middle, range] = [median(values), spread(values)]
  return middle === undefined || range === undefined ? undefined : { middle, ...range }
}

const between = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : to - from
