/** Every metric a budget may name. `measured` says whether this version takes it; the rest is parsed and told as not judged. */
export const metricInfo = {
  'image-size': metric('image size (unpacked)', 'bytes', 'lower', { measured: true, summary: 'median' }),
  'pull-size': metric('image size (pull, compressed)', 'bytes', 'lower', {
    measured: true,
    summary: 'median',
  }),
  'unique-size': metric('image size (unique to this variant)', 'bytes', 'lower', {
    measured: true,
    summary: 'median',
  }),
  'build-time': metric('build time', 'ms', 'lower', { measured: true, summary: 'median', noisy: true }),
  'rebuild-time': metric('rebuild time', 'ms', 'lower', { measured: false, summary: 'median', noisy: true }),
  'context-size': metric('build context sent', 'bytes', 'lower', { measured: true, summary: 'median' }),
  startup: metric('start-up', 'ms', 'lower', {
    measured: true,
    summary: 'median',
    noisy: true,
    paired: true,
  }),
  'memory-idle': metric('memory idle', 'bytes', 'lower', {
    measured: true,
    summary: 'median',
    noisy: true,
    paired: true,
  }),
  'memory-after': metric('memory after smoke', 'bytes', 'lower', {
    measured: true,
    summary: 'max',
    noisy: true,
  }),
  'memory-peak': metric('memory peak', 'bytes', 'lower', { measured: true, summary: 'max', noisy: true }),
  'suite-time': metric('suite time', 'ms', 'lower', { measured: true, summary: 'sum', noisy: true }),
  'failure-rate': metric('failed checks', 'share', 'lower', { measured: true, summary: 'median' }),
  'latency-p95': metric('latency P95', 'ms', 'lower', { measured: false, summary: 'median', noisy: true }),
  'wasted-bytes': metric('wasted bytes', 'bytes', 'lower', { measured: false, summary: 'median' }),
  efficiency: metric('efficiency', 'share', 'higher', { measured: false, summary: 'median' }),
} as const satisfies Record<string, MetricInfo>

export type Metric = keyof typeof metricInfo
export type Unit = 'bytes' | 'ms' | 'share'

export interface MetricInfo {
  readonly label: string
  readonly unit: Unit
  readonly better: 'lower' | 'higher'
  readonly measured: boolean
  /** How many samples become one number: the middle one, the largest, or all added (one sample per suite). */
  readonly summary: 'median' | 'max' | 'sum'
  /** Differs from one observation to the next although nothing changed. */
  readonly noisy: boolean
  /** Sampled in pairs, so that more of them can be taken until they suffice. */
  readonly paired: boolean
}

export const metrics = Object.keys(metricInfo) as readonly Metric[]

function metric(
  label: string,
  unit: Unit,
  better: MetricInfo['better'],
  rest: Pick<MetricInfo, 'measured' | 'summary'> & Partial<Pick<MetricInfo, 'noisy' | 'paired'>>,
): MetricInfo {
  return { label, unit, better, noisy: false, paired: false, ...rest }
}
