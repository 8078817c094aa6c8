// Every entry of a saved archive and of the layers in it, by tar-stream. Prints the time, the entries and, for the oracle of
// waste, the bytes of regular files. With `--plain` the tar is one of an export: no layers in it.
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { extract } from 'tar-stream'

const [path, plain] = process.argv.slice(2)
let entries = 0
let regularBytes = 0

const count = ({ type, size }) => {
  entries += 1
  if (type === 'file' || type === 'contiguous-file') regularBytes += size
}

const listLayer = async (layer) => {
  const walk = layer.pipe(extract())
  for await (const entry of walk) {
    count(entry.header)
    entry.resume()
  }
}

const SMALL_BYTES = 1024 * 1024

/** A layer, or a document: these begin with a brace or a bracket. */
const listBlob = async (blob, size) => {
  if (size > SMALL_BYTES) return listLayer(blob)
  const parts = []
  for await (const part of blob) parts.push(part)
  const bytes = Buffer.concat(parts)
  if (bytes.length > 0 && !'{['.includes(String.fromCharCode(bytes[0])))
    await listLayer(Readable.from([bytes]))
}

const isBlob = ({ name, type }) => type === 'file' && /\.tar$|^blobs\//.test(name)

const begun = performance.now()
const outer = createReadStream(path, { highWaterMark: 1024 * 1024 }).pipe(extract())
for await (const entry of outer) {
  if (plain !== undefined) count(entry.header)
  if (plain === undefined && isBlob(entry.header)) await listBlob(entry, entry.header.size)
  else entry.resume()
}
const ms = performance.now() - begun
process.stdout.write(JSON.stringify({ ms, entries, regularBytes }))
