import * as crypto from 'node:crypto'
import * as fs from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import * as zlib from 'node:zlib'
import { settings } from './digest-settings.js'
import { type DigestAnswer, type DigestOrder, digestWork } from './digest-work.js'
import { samplePlaces } from './sample-places.js'
import { addSample } from './sample-sums.js'

/** Whoever takes orders, here or in another thread, and brings the answers in the same order. */
export interface DigestDesk {
  post(order: DigestOrder, transfer?: ArrayBuffer[]): void
  /** From now on until `close`, answers for this id come to it. */
  open(id: number, listener: (answer: DigestAnswer) => void): void
  close(id: number): void
}

/** Does the work at once, for what is too small to be handed over. */
export function makeDeskHere(): DigestDesk {
  const listeners = new Map<number, (answer: DigestAnswer) => void>()
  const node = { crypto, zlib, fs, collect: undefined }
  const handle = digestWork(node, settings, samplePlaces, addSample, (answer) =>
    listeners.get(answer.id)?.(answer),
  )
  return {
    post: handle,
    open: (id, listener) => listeners.set(id, listener),
    close: (id) => listeners.delete(id),
  }
}

/**
 * The thread gets its work as text: it needs no file of its own beside a bundle, nor anything to load. It holds no
 * process open that waits for nothing.
 */
function startThread(): DigestThread {
  const work = `const { parentPort } = require('node:worker_threads')
const node = { crypto: require('node:crypto'), zlib: require('node:zlib'), fs: require('node:fs'), collect: globalThis.gc }
const handle = (${digestWork.toString()})(node, ${JSON.stringify(settings)}, ${samplePlaces.toString()}, ${addSample.toString()}, (answer, transfer) => parentPort.postMessage(answer, transfer))
parentPort.on('message', handle)`
  // Seen by what starts from now on.
  setFlagsFromString('--expose-gc')
  const worker = new Worker(work, {
    eval: true,
    execArgv: [],
    name: 'container-migrate digests',
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 },
  })
  const listeners = new Map<number, (answer: DigestAnswer) => void>()
  const fail = (why: string): void => {
    if (thread === self) thread = undefined
    for (const [id, listener] of listeners) {
      listener({ id, tell: 'failed', why })
      listener({ id, tell: 'dropped' })
    }
  }
  worker.on('message', (answer: DigestAnswer) => listeners.get(answer.id)?.(answer))
  worker.on('error', (error) => fail(`the thread that makes digests failed: ${error.message}`))
  worker.on('exit', () => fail('the thread that makes digests ended'))
  worker.unref()
  const self: DigestThread = {
    post: (order, transfer = []) => worker.postMessage(order, transfer),
    open(id, listener) {
      if (listeners.size === 0) worker.ref()
      listeners.set(id, listener)
    },
    close(id) {
      listeners.delete(id)
      if (listeners.size === 0) worker.unref()
    },
    stop: async () => {
      await worker.terminate()
    },
  }
  return self
}

interface DigestThread extends DigestDesk {
  /** Its memory is free then. */
  stop(): Promise<void>
}

let thread: DigestThread | undefined
let readings = 0

/** One for the whole process: a second would take the core that reads. */
export function deskInThread(): DigestDesk {
  thread ??= startThread()
  return thread
}

/** Runs a reading that may need the thread. It ends with the last of them: idle, it holds 20 MB. */
export async function besideThread<T>(read: () => Promise<T>): Promise<T> {
  readings++
  try {
    return await read()
  } finally {
    readings--
    if (readings === 0) {
      const idle = thread
      thread = undefined
      await idle?.stop()
    }
  }
}
