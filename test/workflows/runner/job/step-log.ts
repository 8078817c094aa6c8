import type { Annotation } from '../run/result.js'
import { type LogCommand, parseLogCommand } from './log-commands.js'
import type { Masks } from './masks.js'

/** What a step prints, read as the runner reads it. */
export interface StepLog {
  readonly lines: readonly string[]
  readonly annotations: readonly Annotation[]
  /** A line of the step's own output, which may hold a command. */
  write(line: string): void
  /** The runner's own words. */
  tell(level: Level | 'info', message: string): void
}

type Level = Annotation['level']

interface Receivers {
  readonly onLine: (line: string) => void
  readonly onOutput: (name: string, value: string) => void
  readonly onState: (name: string, value: string) => void
}

export function makeStepLog(step: string, masks: Masks, receivers: Receivers): StepLog {
  const lines: string[] = []
  const annotations: Annotation[] = []
  let resumeToken: string | undefined

  const print = (line: string) => {
    const shown = masks.hide(line)
    lines.push(shown)
    receivers.onLine(shown)
  }
  const annotate = (level: Level, message: string, properties: LogCommand['properties'] = {}) => {
    annotations.push({ level, step, message: masks.hide(message), ...placeOf(properties) })
    for (const line of message.split('\n')) print(`##[${level}]${line}`)
  }
  const disabled = ({ command }: LogCommand) => annotate('error', `The \`${command}\` command is disabled.`)

  const handlers: Readonly<Record<string, (given: LogCommand, line: string) => void>> = {
    error: ({ message, properties }) => annotate('error', message, properties),
    warning: ({ message, properties }) => annotate('warning', message, properties),
    notice: ({ message, properties }) => annotate('notice', message, properties),
    group: ({ message }) => print(`##[group]${message}`),
    'add-mask': ({ message }) => masks.add(message),
    'add-path': disabled,
    'set-env': disabled,
    'set-output': ({ message, properties }) => receivers.onOutput(properties.name ?? '', message),
    'save-state': ({ message, properties }) => receivers.onState(properties.name ?? '', message),
    'stop-commands': ({ message }, line) => {
      resumeToken = message
      print(line)
    },
  }

  const write = (line: string): void => {
    const parsed = parseLogCommand(line, resumeToken)
    if (parsed === undefined) print(line)
    else if (resumeToken === undefined) handlers[parsed.command]?.(parsed, line)
    else {
      if (parsed.command === resumeToken.toLowerCase()) resumeToken = undefined
      print(line)
    }
  }

  const tell: StepLog['tell'] = (level, message) => {
    if (level === 'info') print(message)
    else annotate(level, message)
  }

  return { lines, annotations, write, tell }
}

const placeOf = ({ file, line }: LogCommand['properties']): Partial<Annotation> => ({
  ...(file !== undefined && { file }),
  ...(line !== undefined && { line: Number(line) }),
})
