import type { Config, Load, Service } from '../domain/config.js'
import type { VariantRef } from '../domain/variant.js'
import { looksOf } from '../stats/looks.js'
import { orderOf, refOfTurn } from '../stats/pairs.js'
import { slicesOf } from './load-slices.js'
import { type BuildStep, buildsOf } from './plan-builds.js'
import { refsOf, samplesBase } from './with-base.js'

/** Every step of a run as data, in order, made before an engine is touched. */
export interface Plan {
  readonly prepare: readonly VariantRef[]
  /** Made one after the other, before the first start. */
  readonly builds: readonly BuildStep[]
  /** Taken one after the other: nothing else may run beside a timed start. As many as there may be: a service may stop sooner. */
  readonly starts: readonly StartStep[]
  /** Independent of each other: as many at once as the run allows. */
  readonly cells: readonly CellStep[]
  /** One service after the other, nothing beside it. */
  readonly loads: readonly LoadStep[]
}

export interface StartStep {
  readonly ref: VariantRef
  readonly pair: number
  /** The first pair warms the page cache for the others: kept, marked, and left out of the middle. */
  readonly warmUp: boolean
  /** After it the service is looked at, and where its budgets are settled no further pair of it is taken. */
  readonly look: boolean
}

/** The variants of a service under load, in turn. */
export interface LoadStep {
  readonly service: string
  readonly refs: readonly VariantRef[]
  readonly slices: readonly LoadSlice[]
}

export interface LoadSlice {
  readonly ref: VariantRef
  readonly pair: number
  readonly warmUp: boolean
  readonly requests: number
}

export interface CellStep {
  readonly ref: VariantRef
  readonly suite: string
}

export function makePlan(config: Config): Plan {
  return {
    prepare: inRevisions(config.services.flatMap(refsOf)),
    builds: config.services.flatMap(buildsOf),
    starts: config.services.flatMap(startsOf),
    cells: config.services.flatMap((service) =>
      service.smoke.flatMap(({ name }) =>
        orderOf(0, samplesBase(service, 'suites')).map((turn) => ({
          ref: refOfTurn(service.name, turn),
          suite: name,
        })),
      ),
    ),
    loads: config.services.flatMap((service) => (service.load ? [loadOf(service, service.load)] : [])),
  }
}

/** What is this change's first: where builders share a cache, the base's would warm it. */
const inRevisions = (refs: readonly VariantRef[]): readonly VariantRef[] => [
  ...refs.filter(({ revision }) => revision === 'head'),
  ...refs.filter(({ revision }) => revision === 'base'),
]

/** In turn after one pair that warms up: lazily compiled code and connections are not what is asked for. */
function loadOf(service: Service, load: Load): LoadStep {
  const { count, requests } = slicesOf(load)
  const withBase = samplesBase(service, 'slices')
  return {
    service: service.name,
    refs: orderOf(0, withBase).map((turn) => refOfTurn(service.name, turn)),
    slices: Array.from({ length: count + 1 }, (_, pair) =>
      orderOf(pair, withBase).map((turn) => ({
        ref: refOfTurn(service.name, turn),
        pair,
        warmUp: pair === 0,
        requests,
      })),
    ).flat(),
  }
}

/** Back to back, in turn, after one pair that warms up. */
function startsOf(service: Service): StartStep[] {
  const looks = looksOf(service).map(({ pairs }) => pairs)
  const pairs = Math.max(...looks)
  const withBase = samplesBase(service, 'starts')
  return Array.from({ length: pairs + 1 }, (_, pair) =>
    orderOf(pair, withBase).map((turn, place, { length }) => ({
      ref: refOfTurn(service.name, turn),
      pair,
      warmUp: pair === 0,
      look: place === length - 1 && looks.includes(pair),
    })),
  ).flat()
}
