// Two saved images read at once as `compare` reads them, the pull size found as the first argument says.
import { openImageFile } from '../../../build/files/open-image-file.js'
import { allProbes } from '../../../build/image/capture/probes.js'
import { readImage } from '../../../build/image/read-image.js'

const [pullSize, ...archives] = process.argv.slice(2)
const begun = performance.now()
const read = await Promise.all(
  archives.map(async (archive) => {
    const { bytes } = await openImageFile(archive)
    return readImage(bytes, { pullSize, digests: 'engine', probes: allProbes })
  }),
)
const ms = performance.now() - begun
const sizes = read.map(({ image }) => ({ bytes: image.pullBytes, errorBytes: image.pullErrorBytes }))
process.stdout.write(JSON.stringify({ ms, sizes }))
