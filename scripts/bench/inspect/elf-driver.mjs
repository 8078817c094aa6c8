// What the loader must know of every ELF file in a list, read as an inspection reads it. Prints the time and what was found.
import { readFileSync } from 'node:fs'
import { openImageFile } from '../../../build/files/open-image-file.js'
import { captureFile } from '../../../build/image/capture/capture-file.js'
import { elfProbe } from '../../../build/image/elf/elf-probe.js'

const WINDOW_BYTES = 64 * 1024
const window = Buffer.alloc(WINDOW_BYTES)

const readElf = async (path) => {
  const { bytes: file } = await openImageFile(path)
  const capture = captureFile([elfProbe], path, { type: 'file', storedBytes: file.sizeBytes })
  for (let position = 0; position < file.sizeBytes; ) {
    const count = file.read(window, position)
    capture.write(window.subarray(0, count))
    position += count
    const passed = Math.min(capture.unwantedBytes(), file.sizeBytes - position)
    capture.pass(passed)
    position += passed
  }
  await file.close()
  return capture.end()?.elf
}

const paths = readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean)
const begun = performance.now()
const found = []
for (const path of paths) found.push([path, await readElf(path)])
const ms = performance.now() - begun
const facts = found.map(([path, elf]) => [
  path,
  [...(elf?.needed ?? [])].sort(),
  (elf?.requires ?? []).flatMap(({ library, versions }) => versions.map((one) => `${library} ${one}`)).sort(),
])
process.stdout.write(JSON.stringify({ ms, facts }))
