/** What an image's config says about how it was made and how it runs. */
export interface ImageConfig {
  readonly user: string
  /** `NAME=value`. */
  readonly env: readonly string[]
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly workingDir: string
  readonly exposedPorts: readonly string[]
  readonly volumes: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly stopSignal?: string
  readonly healthcheck?: readonly string[]
  /** The shell that shell-form instructions used; empty where the default was kept. */
  readonly shell: readonly string[]
  readonly created?: string
  readonly history: readonly HistoryStep[]
}

export interface HistoryStep {
  readonly createdBy: string
  readonly created?: string
  readonly comment?: string
  /** It made no layer. */
  readonly isEmpty: boolean
}

type JsonObject = Readonly<Record<string, unknown>>

/** Whatever is missing or of the wrong type is as if it were not there: no image is unreadable for its labels. */
export function parseImageConfig(value: JsonObject): ImageConfig {
  const run = isObject(value.config) ? value.config : {}
  const health = isObject(run.Healthcheck) ? run.Healthcheck : {}
  const labels = isObject(run.Labels) ? run.Labels : {}
  return {
    user: text(run.User) ?? '',
    env: texts(run.Env),
    entrypoint: texts(run.Entrypoint),
    command: texts(run.Cmd),
    workingDir: text(run.WorkingDir) ?? '',
    exposedPorts: isObject(run.ExposedPorts) ? Object.keys(run.ExposedPorts) : [],
    volumes: isObject(run.Volumes) ? Object.keys(run.Volumes) : [],
    labels: Object.fromEntries(
      Object.entries(labels).flatMap(([name, one]) => (typeof one === 'string' ? [[name, one]] : [])),
    ),
    ...(text(run.StopSignal) && { stopSignal: text(run.StopSignal) ?? '' }),
    ...(Array.isArray(health.Test) && { healthcheck: texts(health.Test) }),
    shell: texts(run.Shell),
    ...(text(value.created) && { created: text(value.created) ?? '' }),
    history: (Array.isArray(value.history) ? value.history : []).flatMap((step: unknown) =>
      isObject(step) ? [historyStep(step)] : [],
    ),
  }
}

const historyStep = (step: JsonObject): HistoryStep => ({
  createdBy: text(step.created_by) ?? '',
  ...(text(step.created) && { created: text(step.created) ?? '' }),
  ...(text(step.comment) && { comment: text(step.comment) ?? '' }),
  isEmpty: step.empty_layer === true,
})

/** The step of the history that made each layer, lowest first; undefined where the history does not say. */
export function stepsOfLayers(
  { history }: ImageConfig,
  layerCount: number,
): readonly (HistoryStep | undefined)[] {
  const making = history.filter(({ isEmpty }) => !isEmpty)
  // Squashed and imported images have more layers than history, or none of it.
  return Array.from({ length: layerCount }, (_, index) =>
    making.length === layerCount ? making[index] : undefined,
  )
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
