import * as v from 'valibot'
import { formed, timeout } from './forms.js'
import { mapOf, pickByKey, strict } from './schema-blocks.js'
import { command, nonEmptyText, port, text, textMap, wholeNumber } from './schema-values.js'

const optional = v.exactOptional

/** Every check may have these two, which CONFIG.md shows on some only. */
const common = {
  name: optional(nonEmptyText('What the report calls this check.')),
  timeout: optional(timeout('How long it may take before it fails. Default: 30s.')),
}

const belongTo = (check: string, keys: readonly string[]) =>
  keys.map((key) => [key, `belongs to \`${check}\` checks`] as const)

const httpKeys = ['send-headers', 'body', 'status', 'headers', 'json', 'contains', 'within', 'same', 'ignore']
const ofHttp = Object.fromEntries(belongTo('http', httpKeys))
const ofWebsocket = Object.fromEntries(belongTo('websocket', ['send', 'expect']))
const ofLog = Object.fromEntries(belongTo('log', ['present', 'absent']))
const ofOthers = { ...ofHttp, ...ofWebsocket, ...ofLog }

/** Beyond CONFIG.md: `send-headers` (the request's; `headers` are the answer's) and `contains` (text in the body). */
export const httpCheck = strict(
  {
    http: formed('request', 'Method and path, such as GET /health.'),
    'send-headers': optional(textMap('header', 'Headers of the request.')),
    body: optional(
      v.pipe(v.unknown(), v.description('Body of the request: text as it is, anything else as JSON.')),
    ),
    status: optional(wholeNumber(100, 599, 'The expected status. Default: any 2xx or 3xx.')),
    headers: optional(textMap('header', 'Expected headers of the answer; `*` matches anything.')),
    json: optional(v.pipe(v.unknown(), v.description('The JSON answer must hold this; more may be in it.'))),
    contains: optional(nonEmptyText('The body of the answer must hold this text.')),
    within: optional(timeout('The answer must come within this time.')),
    same: optional(
      v.pipe(
        v.array(v.picklist(['status', 'headers', 'body'])),
        v.nonEmpty('must not be empty'),
        v.description("What must equal the other variant's answer."),
      ),
    ),
    ignore: optional(
      v.pipe(
        v.array(formed('jsonPath')),
        v.description('JSON paths left out of that comparison, such as $.id.'),
      ),
    ),
    ...common,
  },
  { ...ofWebsocket, ...ofLog },
)

export const websocketCheck = strict(
  {
    websocket: formed('urlPath', 'The path to connect to.'),
    send: optional(text('A message to send.')),
    expect: optional(text('The message that must come.')),
    ...common,
  },
  { ...ofHttp, ...ofLog },
)

export const tcpCheck = strict({ tcp: port('This port must be open.'), ...common }, ofOthers)

export const execCheck = strict(
  { exec: command('A command inside the container; must exit with 0.'), ...common },
  ofOthers,
)

export const runCheck = strict(
  {
    run: nonEmptyText(
      'A command on the runner, with BASE_URL, VARIANT, SERVICE and CONTAINER_ID set; must exit with 0.',
    ),
    ...common,
  },
  ofOthers,
)

export const logCheck = strict(
  {
    log: strict({
      present: optional(nonEmptyText('The log must hold this text.')),
      absent: optional(nonEmptyText('The log must not hold this text.')),
    }),
    ...common,
  },
  { ...ofHttp, ...ofWebsocket },
)

export const checkSchema = pickByKey(
  ['http', 'websocket', 'tcp', 'exec', 'run', 'log'],
  [httpCheck, websocketCheck, tcpCheck, execCheck, runCheck, logCheck],
  { noun: 'a check' },
)

export const smokeSchema = v.pipe(
  mapOf(formed('name'), v.pipe(v.array(checkSchema), v.nonEmpty('has no checks'))),
  v.description('Suites of checks; suite × variant cells run in parallel.'),
)

export type CheckInput = v.InferOutput<typeof checkSchema>
export type SmokeInput = v.InferOutput<typeof smokeSchema>
