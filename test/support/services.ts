import { randomUUID } from 'node:crypto'

/** Dockerfiles of small services on our own musl base: real processes, a few megabytes, built in a moment. */

const base = 'FROM local/musl:1\n'

/** Ends at SIGTERM at once, which a server that is process 1 itself would not: nobody waits for a time limit here. */
export const serve = (port: number): string =>
  `trap 'exit 0' TERM; busybox httpd -f -v -p ${port} -h /www & wait`

const dockerfile = (lines: readonly string[], command: string): string =>
  `${base}${lines.map((line) => `${line}\n`).join('')}CMD ["sh", "-c", ${JSON.stringify(command)}]\n`

const www = (files: Readonly<Record<string, string>>): string[] => [
  'RUN mkdir -p /www',
  ...Object.entries(files).map(([path, body]) => `RUN printf '%s' ${quote(body)} > /www/${path}`),
]

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

export const healthy = (files: Readonly<Record<string, string>> = {}): string =>
  dockerfile(www({ health: '{"status":"healthy"}', ...files }), `echo listening; ${serve(8000)}`)

export const onPort = (port: number): string => dockerfile(www({ health: 'ok' }), serve(port))

export const slowToStart = (seconds: number): string =>
  dockerfile(www({ health: 'ok' }), `sleep ${seconds}; ${serve(8000)}`)

export const running = (command: string, lines: readonly string[] = []): string => dockerfile(lines, command)

export const withCommand = (before: string, files: Readonly<Record<string, string>> = {}): string =>
  dockerfile(www({ health: 'ok', ...files }), `${before}; ${serve(8000)}`)

export const failingBuild = (): string =>
  `${base}RUN echo before the fall\nRUN echo the cause >&2; exit 7\nCMD ["true"]\n`

/**
 * A step that outlasts the test. Its name is its own: what a killed run left the builder doing may come to its end, and the
 * cache would then hold the same step for the next.
 */
export const slowStep = (seconds: number): string => `RUN sleep ${seconds} # ${randomUUID()}\n`
