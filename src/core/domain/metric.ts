/** Every metric there is; a budget may name any of them. */
export const metricInfo = {
  'image-size': metric('image size (unpacked)', 'bytes', 'lower', { summary: 'median' }),
  'pull-size': metric('image size (pull, compressed)', 'bytes', 'lower', {
    summary: 'median',
  }),
  'unique-size': metric('image size (unique to this variant)', 'bytes', 'lower', {
    summary: 'median',
  }),
  'build-time': metric('build time', 'ms', 'lower', { summary: 'median', noisy: true }),
  'rebuild-time': metric('rebuild time', 'ms', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'builds',
  }),
  'context-size': metric('build context sent', 'bytes', 'lower', { summary: 'median' }),
  'build-cold': metric('cold build', 'ms', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'builds',
    detail: true,
  }),
  'build-warm': metric('warm build', 'ms', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'builds',
    detail: true,
  }),
  'context-transfer': metric('build context, time to send', 'ms', 'lower', {
    summary: 'median',
    noisy: true,
    detail: true,
  }),
  startup: metric('start-up', 'ms', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'starts',
  }),
  'startup-engine': metric("start-up, the engine's part", 'ms', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'starts',
    detail: true,
  }),
  'startup-application': metric("start-up, the application's part", 'ms', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'starts',
    detail: true,
  }),
  'container-create': metric('container, create', 'ms', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'starts',
    detail: true,
  }),
  'container-exec': metric('container, run a trivial command', 'ms', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'starts',
    detail: true,
  }),
  'container-stop': metric('container, from SIGTERM to exit', 'ms', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'starts',
    detail: true,
  }),
  'container-remove': metric('container, remove', 'ms', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'starts',
    detail: true,
  }),
  'memory-idle': metric('memory idle', 'bytes', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'starts',
  }),
  'memory-after': metric('memory after smoke', 'bytes', 'lower', {
    summary: 'max',
    noisy: true,
  }),
  'memory-peak': metric('memory peak', 'bytes', 'lower', { summary: 'max', noisy: true }),
  'suite-time': metric('suite time', 'ms', 'lower', { summary: 'sum', noisy: true }),
  'failure-rate': metric('failed checks', 'share', 'lower', { summary: 'median' }),
  'latency-mean': metric('latency, mean', 'ms', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'slices',
    detail: true,
  }),
  'latency-p50': metric('latency P50', 'ms', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'slices',
    detail: true,
  }),
  'latency-p95': metric('latency P95', 'ms', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'slices',
  }),
  'latency-p99': metric('latency P99', 'ms', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'slices',
    detail: true,
  }),
  'load-errors': metric('failed requests under load', 'share', 'lower', {
    summary: 'median',
    noisy: true,
    pairs: 'slices',
    detail: true,
  }),
  'load-rate': metric('requests answered under load', 'rate', 'higher', {
    summary: 'median',
    noisy: true,
    pairs: 'slices',
    detail: true,
  }),
  'wasted-bytes': metric('wasted bytes', 'bytes', 'lower', {
    summary: 'median',
    detail: true,
  }),
  efficiency: metric('efficiency (as dive counts)', 'share', 'higher', {
    summary: 'median',
    detail: true,
  }),
  'final-size': metric('image size (final, what a container sees)', 'bytes', 'lower', {
    summary: 'median',
    detail: true,
  }),
  'dive-wasted-bytes': metric('wasted bytes (as dive counts)', 'bytes', 'lower', {
    summary: 'median',
    detail: true,
  }),
  'dive-user-wasted': metric('wasted share above the base (as dive counts)', 'share', 'lower', {
    summary: 'median',
    detail: true,
  }),
} as const satisfies Record<string, MetricInfo>

export type Metric = keyof typeof metricInfo
/** `rate` is a number in a second. */
export type Unit = 'bytes' | 'ms' | 'share' | 'rate'

export interface MetricInfo {
  readonly label: string
  readonly unit: Unit
  readonly better: 'lower' | 'higher'
  /** How many samples become one number: the middle one, the largest, or all added (one sample per suite). */
  readonly summary: 'median' | 'max' | 'sum'
  /** Differs from one observation to the next although nothing changed. */
  readonly noisy: boolean
  /**
   * What its pairs are made of, where it is sampled in pairs: starts, of which more are taken until they suffice; slices of
   * load or builds, of which there are as many as were asked for.
   */
  readonly pairs: 'starts' | 'slices' | 'builds' | 'none'
  /** Stands behind another metric: shown in the details, unless a budget names it. */
  readonly detail: boolean
}

/** Numbers of an image as it stands: how large it is, and what is in it. */
export const sizeMetrics: readonly Metric[] = ['image-size', 'pull-size', 'unique-size']
export const insideMetrics: readonly Metric[] = [
  'wasted-bytes',
  'efficiency',
  'final-size',
  'dive-wasted-bytes',
  'dive-user-wasted',
]

export const metrics = Object.keys(metricInfo) as readonly Metric[]

function metric(
  label: string,
  unit: Unit,
  better: MetricInfo['better'],
  rest: Pick<MetricInfo, 'summary'> & Partial<Pick<MetricInfo, 'noisy' | 'pairs' | 'detail'>>,
): MetricInfo {
  return { label, unit, better, noisy: false, pairs: 'none', detail: false, ...rest }
}
