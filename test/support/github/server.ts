import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CommentStore, makeCommentStore, shapeUser } from './comments.js'
import {
  type Answer,
  findOperation,
  judgeAnswer,
  judgeRequest,
  type Match,
  parse,
  type Received,
} from './conformance.js'
import { example } from './description.js'
import * as errors from './errors.js'
import { type FaultPlan, makeFaultPlan } from './faults.js'
import { headCommit } from './head-commit.js'
import { holderOf } from './tokens.js'

export interface GithubStandIn {
  readonly url: string
  readonly repository: string
  readonly pullRequest: number
  readonly comments: CommentStore
  readonly plan: FaultPlan['plan']
  /** `GET list`, `POST create`, … in the order they came. */
  readonly requests: readonly (Received & { readonly operation: string })[]
  locked: boolean
  /** The pull request's newest commit. */
  head: string
  /** A token without the permission to read pull requests. */
  hidesPull: boolean
  /** Throws where a request or an answer broke GitHub's description, or a planned fault never happened. */
  assertClean(): void
  close(): Promise<void>
}

/** A local server that stands in for GitHub's REST API and holds both sides to GitHub's own description of it. */
export async function startGithub(): Promise<GithubStandIn> {
  const repository = 'octo/shop'
  const pullRequest = 7
  const comments = makeCommentStore(repository, pullRequest)
  const faults = makeFaultPlan()
  const requests: (Received & { operation: string })[] = []
  const violations: string[] = []

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      violations.push(`the stand-in itself failed: ${error}`)
      response.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const received = await receive(request, url)
    const match = findOperation(received)
    requests.push({ ...received, operation: match?.name ?? 'none' })
    if (!match) {
      violations.push(`${received.method} ${received.path} is not served here`)
      return send(response, errors.notFound)
    }
    const found = judgeRequest(match, received)
    violations.push(...found.map((said) => `${received.method} ${received.path}: ${said}`))
    const fault = faults.next(match.name)
    if (fault?.goes === 'silent') return
    if (fault?.goes === 'reset') return void request.socket.resetAndDestroy()
    if (fault?.goes === 'garbled') {
      return void response.writeHead(fault.status, { 'content-type': fault.type }).end(fault.text)
    }
    const answer = fault?.goes === 'refused' ? fault.answer : act(match, received)
    violations.push(...judgeAnswer(match, answer))
    if (fault?.goes === 'lost') return void request.socket.resetAndDestroy()
    if (fault?.goes === 'slow') await sleep(fault.delayMs)
    if (fault?.goes === 'then') await fault.act()
    send(response, answer)
  }

  const act = ({ name, params }: Match, { headers, query, path, text }: Received): Answer => {
    const holder = holderOf(headers.authorization)
    if (!holder) return errors.badCredentials
    if (name === 'user') {
      return holder.isInstallation
        ? errors.notForIntegrations
        : { status: 200, body: profileOf(holder.author.login) }
    }
    if (`${params.owner}/${params.repo}` !== repository) return errors.notFound
    const number = params.issue_number ?? params.pull_number ?? pullRequest
    if (Number(number) !== pullRequest) return errors.notFound
    if (name === 'pull')
      return standIn.hidesPull
        ? errors.notForIntegrations
        : { status: 200, body: shapePull(pullRequest, standIn.head) }
    if (name === 'list') {
      const perPage = Number(query.per_page ?? 30)
      return comments.list(Number(query.page ?? 1), perPage, `${url}${path}?${new URLSearchParams(query)}`)
    }
    if (!holder.mayWrite) return errors.notForIntegrations
    if (name === 'remove') return comments.delete(Number(params.comment_id))
    const body = bodyOf(text)
    if (name === 'update') return comments.update(Number(params.comment_id), body)
    return standIn.locked ? errors.locked : comments.create(holder.author, body)
  }

  const standIn: GithubStandIn = {
    url,
    repository,
    pullRequest,
    comments,
    plan: faults.plan,
    requests,
    locked: false,
    head: headCommit,
    hidesPull: false,
    assertClean: () => {
      const left = faults.left > 0 ? [`${faults.left} planned faults never happened`] : []
      const all = [...violations, ...left]
      if (all.length > 0) throw new Error(`GitHub would not have it so:\n${all.join('\n')}`)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return standIn
}

async function receive(request: IncomingMessage, base: string): Promise<Received> {
  const target = new URL(request.url ?? '/', base)
  return {
    method: request.method ?? '',
    path: target.pathname,
    query: Object.fromEntries(target.searchParams),
    headers: { ...request.headers } as Received['headers'],
    text: await text(request),
  }
}

function bodyOf(sent: string): string {
  const parsed = parse(sent)
  return typeof parsed === 'object' && parsed !== null && 'body' in parsed ? String(parsed.body) : ''
}

function shapePull(number: number, sha: string) {
  const pull = example<{ head: object }>('pull-request')
  // GitHub's own example of a team lacks what GitHub's description demands of one.
  return { ...pull, number, requested_teams: [], head: { ...pull.head, sha } }
}

const profileOf = (login: string) => ({
  ...example<Record<string, unknown>>('private-user-response-with-public-profile-information'),
  ...shapeUser({ login, type: 'User' }),
})

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'x-ratelimit-limit': '1000',
    'x-ratelimit-remaining': '999',
    'x-ratelimit-reset': '4102444800',
    ...headers,
  })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}
