// Every entry of a saved archive and of the layers in it, by tar-stream. Prints the time, the entries and, for the oracle of
// waste, the bytes of regular files. With `--plain` the tar is one of an export: no layers in it.
import { createReadStream } from 'node:fs'
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

const isLayer = ({ name, size }) => /\.tar$|^blobs\//.test(name) && size > 100_000

const begun = performance.now()
const outer = createReadStream(path, { highWaterMark: 1024 * 1024 }).pipe(extract())
for await (const entry of outer) {
  if (plain !== undefined) count(entry.header)
  if (plain === undefined && isLayer(entry.header)) await listLayer(entry)
  else entry.resume()
}
const ms = performance.now() - begun
process.stdout.write(JSON.stringify({ ms, entries, regularBytes }))
