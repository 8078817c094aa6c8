import type { ImageFact, Measurement, PreparedFact, Sample } from '../domain/facts.js'
import type { Failure } from '../domain/failure.js'
import type { Metric } from '../domain/metric.js'

/** What they are called: whoever has a prepared fact has these of it, and takes them from nowhere else. */
export const preparedMetrics: ReadonlySet<Metric> = new Set<Metric>([
  'image-size',
  'pull-size',
  'build-time',
  'context-size',
  'context-transfer',
])

/** The numbers that a variant has once it is prepared: its image's sizes, its build. */
export function measurementsOfPrepared({
  ref,
  build,
  image,
  imageFailure,
}: PreparedFact): readonly Measurement[] {
  const sizes = (metric: Metric, value: number | undefined, how?: string): readonly Measurement[] => {
    if (value === undefined && imageFailure === undefined) return []
    const samples: readonly Sample[] = [value === undefined ? failed(imageFailure) : { value }]
    return [{ ref, metric, ...(how === undefined ? {} : { how }), samples }]
  }
  return [
    ...sizes('image-size', image?.unpackedBytes),
    ...sizes('pull-size', image?.pullBytes, image && pullHow(image)),
    ...(build === undefined
      ? []
      : [
          {
            ref,
            metric: 'build-time' as const,
            how: build.temperature,
            samples: [{ value: build.durationMs }],
          },
        ]),
    ...(build?.contextBytes === undefined
      ? []
      : [{ ref, metric: 'context-size' as const, samples: [{ value: build.contextBytes }] }]),
    ...(build?.transferMs === undefined
      ? []
      : [{ ref, metric: 'context-transfer' as const, samples: [{ value: build.transferMs }] }]),
  ]
}

const failed = (failure: Failure | undefined): Sample => (failure === undefined ? {} : { failure })

function pullHow({ pullEstimated, pullErrorBytes }: ImageFact): string {
  if (!pullEstimated) return 'exact: the compressed layers as the image holds them'
  return pullErrorBytes === undefined
    ? 'estimated: layers compressed here as the engine would to push them'
    : 'estimated: layers compressed here as the engine would to push them, of large ones an eighth or more'
}
