import { describe, expect, it } from 'vitest'
import { readInstructions } from '../../../../src/core/dockerfile/instructions.js'
import type { DockerfileSource } from '../../../../src/core/domain/config.js'
import { needsBuildx } from '../../../../src/docker/build/needs-buildx.js'

const plain: DockerfileSource = {
  from: 'dockerfile',
  dockerfile: 'Dockerfile',
  context: '.',
  buildArgs: {},
  buildContexts: {},
  secrets: [],
}

const ask = (dockerfile: string, source: Partial<DockerfileSource> = {}) =>
  needsBuildx({ ...plain, ...source }, readInstructions(dockerfile))

describe('needsBuildx', () => {
  it("lets pass what the engine's own builder can do", () => {
    expect(ask('FROM x\nRUN --network=none echo "--mount=type=secret"\nCOPY --from=0 a b')).toBeUndefined()
  })

  it.each([
    ['RUN --mount', 'FROM x\nRUN --network=none \\\n --mount=type=cache,target=/c make'],
    ['a here-document in RUN', 'FROM x\nRUN <<EOF\nmake\nEOF'],
  ])('refuses %s and points at its line', (what, dockerfile) => {
    expect(ask(dockerfile)).toEqual({
      reason: 'build-error',
      message: `${what} needs docker buildx, which was not found on this machine`,
      place: { file: 'Dockerfile', line: 2 },
    })
  })

  it('refuses secrets and build contexts, which it would leave out silently', () => {
    expect(ask('', { secrets: [{ id: 'npmrc', env: 'T' }] })?.message).toContain('the build secret npmrc')
    expect(ask('', { buildContexts: { base: 'x' } })?.message).toContain('the build context base')
  })
})
