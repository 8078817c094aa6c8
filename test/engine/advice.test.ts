import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inspect } from '../../src/commands/inspect.js'
import { renderInspectionText } from '../../src/core/report/render-inspection.js'

const run = promisify(execFile)
const dockerfile = `FROM local/musl:1 AS base
RUN dd if=/dev/zero of=/kept bs=1000000 count=2
FROM base AS tools
RUN echo 1 > /tool
FROM base
ARG V=3
WORKDIR /app
COPY . ./
RUN dd if=/dev/zero of=/big bs=1000000 count=5 \\
  # a comment
  && echo $V
RUN rm /big && chmod 600 /kept
COPY --from=tools /tool /usr/bin/
USER 1
CMD ["sh"]
`
let folder = ''
const tags = ['buildkit', 'classic'].map((one) => `advice-${process.pid}:${one}`)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'advice-'))
  await writeFile(join(folder, 'Dockerfile'), dockerfile)
  await mkdir(join(folder, '.git'))
  await writeFile(join(folder, '.git/pack'), Buffer.alloc(3_000_000))
  const build = (tag: string, DOCKER_BUILDKIT: string) =>
    run('docker', ['build', '--quiet', '--tag', tag, folder], { env: { ...process.env, DOCKER_BUILDKIT } })
  await build(tags[0] ?? '', '1')
  await build(tags[1] ?? '', '0')
})
afterAll(async () => {
  await run('docker', ['rmi', '--force', ...tags])
  await rm(folder, { recursive: true })
})

describe('an image held against its Dockerfile', () => {
  it.each([0, 1])(
    'has lines for its layers and for advice, whichever builder made it (%i)',
    async (builder) => {
      const { inspection } = await inspect({
        image: tags[builder] ?? '',
        dockerfile: 'Dockerfile',
        context: '.',
        exactPull: false,
        contentHashes: false,
        cwd: folder,
        env: process.env,
        stdin: Readable.from([]),
        signal: new AbortController().signal,
      })
      const { insight, advice = [], context } = inspection.image
      const lines = insight.layers
        .filter(({ unpackedBytes }) => unpackedBytes > 0)
        .map(({ place }) => place?.line)
      // WORKDIR makes an empty layer with one builder only.
      expect(lines.filter((line) => line !== 7)).toEqual([undefined, 2, 8, 9, 12, 13])
      expect(advice.map(({ kind, savedBytes, place }) => [kind, savedBytes, place?.line])).toEqual([
        ['removed-later', 5_000_000, 9],
        ['ignore-line', 3_000_000, undefined],
        ['leftover', 3_000_000, 8],
        ['rewritten', 2_000_000, 2],
      ])
      expect(context?.lines).toMatchObject([{ line: '.git', savedBytes: 3_000_000, files: 1 }])
      const text = renderInspectionText(inspection, { color: false, width: 200 })
      expect(text).toContain('What would make it smaller')
      expect(text).toContain('(Dockerfile:9) removed only in layer')
    },
  )
})
