import type { BuildEvent } from './build-journal.js'

export interface EngineProgress {
  push(line: string): void
  /** The engine's own word that the image is there. */
  isBuilt(): boolean
  exitCode(): number | undefined
}

/** Reads what the engine's own builder tells: a line of JSON per message, `Step 2/5 : RUN make` among them. */
export function engineReader(onEvent: (event: BuildEvent) => void): EngineProgress {
  let step = 0
  let isMidLine = false
  let built = false
  let exitCode: number | undefined
  const tellDone = () => {
    if (step > 0) onEvent({ tells: 'done', id: String(step) })
  }

  /** What the engine says after a program's last words must not run on in their line. */
  const endLine = () => {
    if (isMidLine) onEvent({ tells: 'output', id: String(step), text: '\n' })
    isMidLine = false
  }

  function readStream(text: string): void {
    const [, number, total, instruction] = /^Step (\d+)\/(\d+) : (.*)$/s.exec(text) ?? []
    // Output of a RUN may look like a step; it is one only where the next is due.
    if (Number(number) === step + 1) {
      tellDone()
      step += 1
      onEvent({ tells: 'step', id: String(step), name: `[${number}/${total}] ${instruction}` })
      onEvent({ tells: 'started', id: String(step) })
    } else if (text === ' ---> Using cache\n') onEvent({ tells: 'cached', id: String(step) })
    else if (/^Successfully built [0-9a-f]{12}\n$/.test(text)) tellDone()
    else if (isChatter.test(text)) {
      const imageId = /^ ---> ([0-9a-f]{12})\n$/.exec(text)?.[1]
      if (imageId !== undefined) onEvent({ tells: 'image', imageId })
      endLine()
    } else {
      onEvent({ tells: 'output', id: String(step), text })
      isMidLine = !text.endsWith('\n')
    }
  }

  return {
    push(line) {
      const message = parseMessage(line)
      if (typeof message.stream === 'string') readStream(message.stream)
      if (typeof message.aux?.ID === 'string') built = true
      if (typeof message.error === 'string') {
        built = false
        // Docker's own errors have no code, or one that is not of a program.
        if (typeof message.errorDetail?.code === 'number' && message.errorDetail.code > 0)
          exitCode = message.errorDetail.code
        if (step > 0) onEvent({ tells: 'failed', id: String(step), message: message.error })
        else onEvent({ tells: 'said', line: message.error })
      }
    },
    isBuilt: () => built,
    exitCode: () => exitCode,
  }
}

const isChatter =
  /^\n$|^ ---> [0-9a-f]{12}\n$|^( ---> )?(Running in|Remov(ed|ing) intermediate container) [0-9a-f]{12}\n$|^Successfully tagged /

interface Message {
  readonly stream?: unknown
  readonly error?: unknown
  readonly errorDetail?: { readonly code?: unknown }
  readonly aux?: { readonly ID?: unknown }
}

function parseMessage(line: string): Message {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    // Cut off at the limit or by a connection that broke; the end of the build tells of that.
    return {}
  }
}
