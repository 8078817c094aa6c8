import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'

/** A second socket of an engine, whose connections a test can break without touching the engine. */
export async function forwardSocket(
  host: string,
  /** Told with each piece that the engine sends how many bytes one connection has had of it. */
  onAnswer: (bytes: number) => void = () => {},
  /** What goes on of each piece. */
  changed: (piece: Buffer) => Buffer = (piece) => piece,
) {
  const folder = await mkdtemp(join(tmpdir(), 'forward-'))
  const path = join(folder, 'docker.sock')
  const open = new Set<Socket>()
  let refuses = false
  const server = createServer((near) => {
    if (refuses) return near.destroy()
    const far = connect(host.replace(/^unix:\/\//, ''))
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        open.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    let answered = 0
    far.on('data', (piece: Buffer) => {
      answered += piece.length
      onAnswer(answered)
    })
    const change = new Transform({ transform: (piece: Buffer, _, done) => done(null, changed(piece)) })
    near.pipe(far).pipe(change).pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return {
    host: `unix://${path}`,
    /** Breaks every connection and takes no further one until it is mended. */
    break() {
      refuses = true
      for (const socket of open) socket.destroy()
    },
    mend() {
      refuses = false
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Makes an engine say that it keeps its images in a way that nobody knows, so that it has to export them. */
export const ofUnknownStore = (piece: Buffer): Buffer => {
  const at = piece.indexOf('"Driver":"overlay2"')
  if (at >= 0) piece.write('"Driver":"overlay0"', at)
  return piece
}

/** Makes an engine say nothing of the kernel's kills, as one does that its runtime did not tell in time. */
export const deafToOomKills = (piece: Buffer): Buffer => {
  const at = piece.indexOf('"OOMKilled":true')
  if (at >= 0) piece.write('"OOMKilled":null', at)
  return piece
}
