import { setTimeout as pause } from 'node:timers/promises'
import type { ReadyCondition } from '../../core/domain/config.js'
import { inShort, shorten } from '../../core/smoke/in-short.js'
import { lastLines } from '../../core/smoke/last-lines.js'
import { askStatus } from '../../probe/ask-status.js'
import { encodePath, requestHttp } from '../../probe/http.js'
import { connectTcp } from '../../probe/tcp.js'
import { type Knocker, openKnocker } from './knocker.js'
import { waitForLogText } from './log-text.js'
import { orAfter } from './patience.js'
import { type Held, type Look, type PollOptions, poll, type Watch } from './poll.js'

type Of<By extends ReadyCondition['by']> = Extract<ReadyCondition, { readonly by: By }>
type Outcome = Promise<Held | undefined>

/** Waits for one condition; undefined where nobody waits any more. */
export function waitFor(condition: ReadyCondition, watch: Watch): Outcome {
  switch (condition.by) {
    case 'http':
      return waitForHttp(condition, watch)
    case 'tcp':
      return waitForTcp(condition, watch)
    case 'log':
      return waitForLog(condition, watch)
    case 'healthcheck':
      return waitForHealth(watch)
    case 'exec':
      return waitForExec(condition, watch)
  }
}

/** As a reader knows it from the config. */
export function nameOf(condition: ReadyCondition): string {
  switch (condition.by) {
    case 'http':
      return `http ${condition.path}`
    case 'tcp':
      return `tcp ${condition.port}`
    case 'log':
      return `log ${inShort(condition.text)}`
    case 'healthcheck':
      return 'healthcheck'
    case 'exec':
      return `exec ${shorten(condition.command.join(' '))}`
  }
}

async function waitForHttp({ path }: Of<'http'>, watch: Watch): Outcome {
  const { instance, port, signal } = watch
  if (port === undefined) return hopeless(`ready asks for http ${path}, but no port is declared`)
  const address = instance.address(port)
  const where = `${address.host}:${address.port}`
  const host = `localhost:${port}`
  // Connecting to a published port proves nothing: the engine's proxy accepts for whoever may come to listen.
  const knocker = address.via === 'published' ? undefined : openKnocker(instance, watch.earlier)
  const goOn = (waitedMs: number) =>
    watch.see(`waited ${(waitedMs / 1000).toFixed(1)} s for an answer from ${where}`)
  const how = { knocker, seeClosed: watch.seePortClosed, goOn }
  return pollPort(watch, how, async (timeoutMs) => {
    const knocked = await knocker?.knock({ address, timeoutMs, signal })
    if (knocked?.outcome === 'closed') {
      watch.seePortClosed()
      watch.see(knocked.failure.message)
      return undefined
    }
    if (knocked !== undefined) watch.seePortOpen(knocked.connectedAt)
    const ask = { timeoutMs, signal }
    const answer = await (knocked === undefined
      ? requestHttp({ ...ask, address, method: 'GET', path, headers: { host }, want: 'status' })
      : askStatus({ ...ask, socket: knocked.socket, path: encodePath(path), host, where }))
    if (answer.outcome === 'failed') {
      watch.see(answer.failure.message)
      return undefined
    }
    watch.seePortOpen(answer.answeredAt)
    if (answer.status >= 200 && answer.status < 400) return { heldAt: answer.answeredAt }
    watch.see(`answered ${answer.status}`)
    return undefined
  })
}

async function waitForTcp({ port }: Of<'tcp'>, watch: Watch): Outcome {
  const address = watch.instance.address(port)
  const isItsPort = watch.port === undefined || port === watch.port
  const seeClosed = () => {
    if (isItsPort) watch.seePortClosed()
  }
  const knocker = address.via === 'published' ? undefined : openKnocker(watch.instance, watch.earlier)
  return pollPort(watch, { knocker, seeClosed }, async (timeoutMs) => {
    const ask = { address, timeoutMs, signal: watch.signal }
    // Behind a published port the proxy opens for everybody, so only there must the connection prove that it lasts.
    const knocked = await knocker?.knock(ask)
    if (knocked?.outcome === 'open') knocked.socket.destroy()
    const tried = knocked ?? (await connectTcp(ask))
    if (tried.outcome === 'open') {
      if (isItsPort) watch.seePortOpen(tried.connectedAt)
      return { heldAt: tried.connectedAt }
    }
    seeClosed()
    watch.see(tried.failure.message)
    return undefined
  })
}

interface Port {
  readonly knocker: Knocker | undefined
  readonly goOn?: PollOptions['goOn']
  seeClosed(): void
}

/** Looks at a port as cheaply as it can be looked at. */
function pollPort(watch: Watch, { knocker, seeClosed, goOn }: Port, look: Look): Outcome {
  const options = { shortestTryMs, ...(goOn && { goOn }) }
  if (!knocker?.isCheap) return poll(watch, options, look)
  const isInVain = () => {
    const isClosed = knocker.isSurelyClosed()
    if (isClosed) seeClosed()
    return isClosed
  }
  const learned = () => knocker.learned()
  return poll(watch, { ...options, cheap: { isInVain, learned } }, look).finally(() => knocker.close())
}

const shortestTryMs = 1000

async function waitForLog({ text }: Of<'log'>, { instance, signal, see }: Watch): Outcome {
  see('not printed yet')
  const heldAt = await waitForLogText(instance, text, signal)
  return heldAt === undefined ? undefined : { heldAt }
}

const mayBeOnItsWayMs = 100
/** Where the engine tells by itself, it is asked only once in a while, in case it did not. */
const betweenQuestionsMs = { told: 2000, untold: 20 }

async function waitForHealth({ instance, signal, see }: Watch): Outcome {
  let word: ReturnType<NonNullable<typeof instance.nextHealth>> | undefined
  while (!signal.aborted) {
    word ??= instance.nextHealth?.(signal)
    const health = await instance.health().catch(() => undefined)
    if (health === 'healthy') {
      const seenAt = performance.now()
      const told = word && (await orAfter(word, mayBeOnItsWayMs, undefined))
      return { heldAt: told?.health === 'healthy' ? told.at : seenAt }
    }
    if (health === 'none')
      return hopeless('ready asks for the health check, but the image has no HEALTHCHECK')
    if (health !== undefined) see(health)
    const told = word && (await orAfter(word, betweenQuestionsMs.told, 'silent' as const))
    if (told === 'silent') continue
    word = undefined
    if (told?.health === 'healthy') return { heldAt: told.at }
    if (told !== undefined) see(told.health)
    else await pause(betweenQuestionsMs.untold, undefined, { signal }).catch(() => {})
  }
  return undefined
}

async function waitForExec({ command }: Of<'exec'>, watch: Watch): Outcome {
  const { instance, signal, see } = watch
  see('did not end yet')
  // Starting a process inside costs the instance time that its own start needs.
  return poll(watch, { shortestTryMs: 5000, shortestPauseMs: 50 }, async (timeoutMs) => {
    const { exitCode, timedOut, output } = await instance.exec(command, { timeoutMs, signal })
    if (exitCode === 0) return { heldAt: performance.now() }
    const said = lastLines(output).at(-1)
    see(
      `${timedOut ? 'did not end' : `exit code ${exitCode ?? 'unknown'}`}${said ? `, ${inShort(said)}` : ''}`,
    )
    return undefined
  })
}

const hopeless = (message: string): Held => ({ hopeless: { reason: 'never-ready', message } })
