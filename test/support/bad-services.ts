import { readFileSync } from 'node:fs'

/** Services that behave badly in one way each, on our own musl base: a shell, and nc that runs it once for each connection. */

/** What stands in the repository beside the Dockerfile; every one below copies it. */
export const answerScript = {
  'answer.sh': `#!/bin/sh
answer() { printf 'HTTP/1.1 %s\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nok' "$1"; }
read -r method path rest
while read -r line && [ -n "\${line%?}" ]; do :; done
. /behaviour.sh
`,
}

interface Behaviour {
  /** What one connection runs once the request was read: \`answer STATUS\`, with $path. */
  readonly onRequest: string
  /** What process 1 does; \`listen\` serves in the foreground. */
  readonly main?: string
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

const service = ({ onRequest, main = 'listen' }: Behaviour): string => {
  const script = `listen() { exec nc -ll -p 8000 -e /answer.sh; }\n${main}\n`
  return [
    'FROM local/musl:1',
    'COPY --chmod=755 answer.sh /',
    `RUN printf '%s\\n' ${quote(onRequest)} > /behaviour.sh`,
    ...script
      .trimEnd()
      .split('\n')
      .map((line) => `RUN printf '%s\\n' ${quote(line)} >> /main.sh`),
    'CMD ["sh", "/main.sh"]',
    '',
  ].join('\n')
}

const ok = 'answer "200 OK"'
/** As soon as the signal comes, and not only once the server has ended. */
const inBackground = (then: string): string => `listen & ${then}`

export const wellBehaved = service({
  onRequest: ok,
  main: inBackground("trap 'exit 0' TERM; echo listening; wait"),
})

export const neverAnswers = service({ onRequest: 'sleep 1000' })

/** Good from two to three seconds after its start. */
const fromLater = (bad: string) => `[ "$(date +%s)" -lt "$(cat /later)" ] && { ${bad}; exit; }\n${ok}`
const later = 'echo $(( $(date +%s) + 3 )) > /later; listen'

export const answers500First = service({
  onRequest: fromLater('answer "500 Not Yet"').replace('\n', '; '),
  main: later,
})

export const listensBeforeItIsReady = service({
  onRequest: `while [ "$(date +%s)" -lt "$(cat /later)" ]; do sleep 0.1; done; ${ok}`,
  main: later,
})

export const exitsAtOnce = service({ onRequest: ok, main: 'echo nothing left to do; exit 0' })

const onceAnswered = (then: string): string =>
  service({
    onRequest: `${ok}; touch /answered`,
    main: inBackground(`until [ -e /answered ]; do sleep 0.01; done; ${then}`),
  })

export const exitsOnceReady = (exitCode: number): string =>
  onceAnswered(`echo that was all; exit ${exitCode}`)

export const forksAway = service({
  onRequest: ok,
  main: 'nc -ll -p 8000 -e /answer.sh & echo started; exit 0',
})

/** A megabyte in lines of a kilobyte, once a second. */
const chatter = 'while :; do yes "$(printf %01023d 7)" | head -n 1024; sleep 1; done'

export const chatters = service({
  onRequest: ok,
  main: inBackground(`trap 'exit 0' TERM; ${chatter} & wait`),
})

export const chattersAndNeverListens = service({ onRequest: ok, main: chatter })

export const ignoresSigterm = service({
  onRequest: ok,
  main: inBackground("trap '' TERM; while :; do wait; done"),
})

const leak = 'a=0123456789abcdef; while :; do a=$a$a; done'

export const leaksOnceReady = onceAnswered(leak)

export const leaksBeforeItIsReady = service({ onRequest: ok, main: leak })

export const leaksWhenAsked = service({
  onRequest: `${ok}; [ "$path" = /leak ] && touch /leak`,
  main: inBackground(`until [ -e /leak ]; do sleep 0.05; done; ${leak}`),
})

/** Hears the signal, says so in /asked, and takes all the time in the world. */
export const endsSlowly = service({
  onRequest: ok,
  main: inBackground("trap 'touch /asked; sleep 1000' TERM; while :; do wait; done"),
})

/** Ends by another signal, with another code. */
export const endsByItsOwnSignal = `${service({
  onRequest: ok,
  main: inBackground("trap '' TERM; trap 'exit 9' USR1; wait"),
})}STOPSIGNAL SIGUSR1\n`

/** Nothing but the server: no shell, no \`true\`. */
export const bare =
  'FROM local/musl:1 AS tools\nFROM scratch\nCOPY --from=tools /bin/busybox /busybox\nCOPY answer.sh /www/health\n' +
  'CMD ["/busybox", "httpd", "-f", "-p", "8000", "-h", "/www"]\n'

export const restlessSource = {
  'restless.c': readFileSync(new URL('restless-server.c', import.meta.url), 'utf8'),
}

/** Each way is told in the source. */
export const restless = (way: 'hand-over' | 're-exec'): string =>
  `FROM local/debian-build:bookworm AS build
COPY restless.c .
RUN musl-gcc -O2 -Wall -Wextra -Werror -static -o /restless restless.c
FROM local/musl:1
COPY --from=build /restless /restless
CMD ["/restless", "${way}"]
`
