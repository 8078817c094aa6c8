// Every entry of a saved archive and of the layers in it, by our own header walk alone: no digests, no probes.
import { openImageFile } from '../../../build/files/open-image-file.js'
import { seekMembers } from '../../../build/image/archive-members.js'
import { makeTarWalk } from '../../../build/image/tar.js'

let entries = 0

const listLayer = async ({ entry: { storedBytes }, body }) => {
  const walk = makeTarWalk()
  let position = 0
  for await (const chunk of body) {
    for (const { kind } of walk.feed(chunk)) if (kind === 'entry') entries += 1
    if (walk.ended) return
    position += chunk.length
    const passed = Math.min(walk.passableBytes, storedBytes - position)
    for (const _ of walk.pass(passed));
    body.skip(passed)
    position += passed
  }
}

const begun = performance.now()
const { bytes: file } = await openImageFile(process.argv[2])
const first = Buffer.alloc(1)
for await (const member of seekMembers(file, undefined)) {
  const { entry, body } = member
  if (entry.type !== 'file' || !/\.tar$|^blobs\//.test(entry.path) || entry.storedBytes === 0) continue
  file.read(first, body.file.offset)
  if (!'{['.includes(first.toString('latin1'))) await listLayer(member)
}
const ms = performance.now() - begun
await file.close()
process.stdout.write(JSON.stringify({ ms, entries }))
