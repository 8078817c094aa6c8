import type { ImageContents } from '../contents.js'
import type { ImageConfig } from '../image-config.js'
import { spotInCommand, spotVariable, variableOf } from './config-text.js'
import type { Spotted } from './spotted.js'

const redacted = '[redacted]'

/** The same image for everyone who tells something of it: what its config says, without the secrets in it. */
export function withoutSecrets(contents: ImageContents): ImageContents {
  const { config } = contents
  const values = valuesIn(config)
  if (values.length === 0) return contents
  const redact = (text: string) => values.reduce((safe, value) => safe.replaceAll(value, redacted), text)
  const labels = Object.entries(config.labels).map(([name, value]) => [redact(name), redact(value)])
  return {
    ...contents,
    config: {
      ...config,
      env: config.env.map(redact),
      entrypoint: config.entrypoint.map(redact),
      command: config.command.map(redact),
      ...(config.healthcheck && { healthcheck: config.healthcheck.map(redact) }),
      labels: Object.fromEntries(labels),
      history: config.history.map((step) => ({
        ...step,
        createdBy: redact(step.createdBy),
        ...(step.comment && { comment: redact(step.comment) }),
      })),
    },
  }
}

/** Wherever one was found, it may stand again elsewhere, where nothing gives it away. */
function valuesIn(config: ImageConfig): readonly string[] {
  const variables = [...config.env.map(variableOf), ...Object.entries(config.labels)]
  const commands = [
    ...config.entrypoint,
    ...config.command,
    ...(config.healthcheck ?? []),
    ...config.history.flatMap(({ createdBy, comment = '' }) => [createdBy, comment]),
  ]
  const found = [
    ...variables.flatMap(([name, value]) => cut(value, spotVariable(name, value))),
    ...commands.flatMap((text) => cut(text, spotInCommand(text))),
  ]
  return [...new Set(found)].sort((a, b) => b.length - a.length)
}

const cut = (text: string, spotted: readonly Spotted[]): readonly string[] =>
  spotted.map(({ start, end }) => text.slice(start, end))
