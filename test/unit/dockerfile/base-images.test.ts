import { describe, expect, it } from 'vitest'
import { baseImages } from '../../../src/core/dockerfile/base-images.js'
import type { DockerfileSource } from '../../../src/core/domain/config.js'

const source = (more: Partial<DockerfileSource> = {}): DockerfileSource => ({
  from: 'dockerfile',
  dockerfile: 'Dockerfile',
  context: '.',
  buildArgs: {},
  buildContexts: {},
  secrets: [],
  ...more,
})

describe('the images a build has to find', () => {
  it('are its bases, without earlier stages and scratch', () => {
    const text = `# syntax comment FROM nowhere
FROM --platform=$BUILDPLATFORM golang:1.25 AS Build
FROM build AS more
FROM \\
  # a comment in between
  alpine:3.22
COPY --from=build /x /x
FROM scratch
`
    expect(baseImages(text, source())).toEqual(['golang:1.25', 'alpine:3.22'])
  })

  it('have build arguments put in, their defaults where none is given', () => {
    const text = 'ARG TAG=3.13\nARG REPO\nFROM ${REPO:-python}:$TAG-slim\nARG TAG=9\nFROM python:$TAG\n'
    expect(baseImages(text, source())).toEqual(['python:3.13-slim', 'python:3.13'])
    expect(baseImages(text, source({ buildArgs: { TAG: '3.14', REPO: 'mirror.test/python' } }))).toEqual([
      'mirror.test/python:3.14-slim',
      'python:3.14',
    ])
  })

  it('are what a build context puts in their place', () => {
    const buildContexts = { 'debian:12': 'docker-image://local/debian:1', alpine: './rootfs' }
    expect(baseImages('FROM debian:12\nFROM alpine\n', source({ buildContexts }))).toEqual(['local/debian:1'])
  })
})
