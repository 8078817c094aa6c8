export interface SmokeLine {
  /** Counted from 1 in the text of the input. */
  readonly line: number
  /** A check as the config would say it. */
  readonly check: Readonly<Record<string, unknown>>
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** A line that begins with an HTTP method is an http check (method, path, status); any other is a command on the runner. */
export const readSmokeLines = (text: string): readonly SmokeLine[] =>
  text.split(/\r?\n/).flatMap((raw, index) => {
    const line = raw.trim()
    return line === '' || line.startsWith('#') ? [] : [{ line: index + 1, check: readLine(line) }]
  })

function readLine(line: string): SmokeLine['check'] {
  const [method = '', path, status, ...more] = line.split(/\s+/)
  if (!methods.has(method)) return { run: line }
  if (path === undefined || more.length > 0) return { http: line }
  return {
    http: `${method} ${path}`,
    ...(status !== undefined && { status: /^\d+$/.test(status) ? Number(status) : status }),
  }
}
