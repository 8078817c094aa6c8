import {
  complaints,
  describedAnswer,
  describedOperation,
  describedParameters,
  type OperationObject,
} from './description.js'

/** What the stand-in serves. Anything else that is asked of it is a violation. */
const served = {
  user: ['get', '/user'],
  list: ['get', '/repos/{owner}/{repo}/issues/{issue_number}/comments'],
  create: ['post', '/repos/{owner}/{repo}/issues/{issue_number}/comments'],
  pull: ['get', '/repos/{owner}/{repo}/pulls/{pull_number}'],
  remove: ['delete', '/repos/{owner}/{repo}/issues/comments/{comment_id}'],
  update: ['patch', '/repos/{owner}/{repo}/issues/comments/{comment_id}'],
} as const

export type OperationName = keyof typeof served

export interface Received {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
}

export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Match {
  readonly name: OperationName
  readonly operation: OperationObject
  readonly params: Readonly<Record<string, string>>
}

const routes = Object.entries(served).map(([name, [method, path]]) => ({
  name: name as OperationName,
  method: method.toUpperCase(),
  operation: describedOperation(method, path),
  pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}))

export function findOperation({ method, path }: Received): Match | undefined {
  for (const route of routes) {
    const found = route.method === method ? route.pattern.exec(path) : null
    if (found) return { name: route.name, operation: route.operation, params: { ...found.groups } }
  }
  return undefined
}

export function judgeRequest({ operation, params }: Match, received: Received): readonly string[] {
  const { accept = '', authorization = '' } = received.headers
  return [
    ...(/^application\/(vnd\.github(\.v3)?\+)?json\b/.test(accept) ? [] : [`accept is "${accept}"`]),
    ...(/^(token|Bearer) \S+$/.test(authorization) ? [] : ['authorization is absent or malformed']),
    ...(received.headers['user-agent'] ? [] : ['user-agent is absent']),
    ...judgeParameters(operation, 'path', params),
    ...judgeParameters(operation, 'query', received.query),
    ...judgeBody(operation, received),
  ]
}

function judgeParameters(
  operation: OperationObject,
  place: 'path' | 'query',
  given: Readonly<Record<string, string>>,
): readonly string[] {
  const described = describedParameters(operation).filter((parameter) => parameter.in === place)
  const unknown = Object.keys(given).filter((name) => !described.some((parameter) => parameter.name === name))
  return [
    ...unknown.map((name) => `${place} parameter "${name}" is not described`),
    ...described.flatMap(({ name, required, schema }) => {
      const value = given[name]
      if (value === undefined) return required ? [`${place} parameter "${name}" is missing`] : []
      if (schema.type === 'integer' && !/^\d+$/.test(value)) return [`"${name}" is not an integer: ${value}`]
      return name === 'per_page' && Number(value) > 100 ? [`"per_page" is over 100: ${value}`] : []
    }),
  ]
}

function judgeBody({ requestBody }: OperationObject, { headers, text }: Received): readonly string[] {
  const schema = requestBody?.content['application/json']?.schema
  if (!schema) return text === '' ? [] : ['a body is not described']
  const type = headers['content-type'] ?? ''
  if (!/^application\/json\b/.test(type)) return [`content-type is "${type}"`]
  return complaints({ ...schema, additionalProperties: false }, parse(text)).map((said) => `body ${said}`)
}

export function judgeAnswer({ name, operation }: Match, { status, body }: Answer): readonly string[] {
  const described = describedAnswer(operation, status)
  if (!described) return [`${status} is no answer to "${name}"`]
  const schema = described.content?.['application/json']?.schema
  return schema ? complaints(schema, body).map((said) => `answer ${status} to "${name}": ${said}`) : []
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
