import { describe, expect, it } from 'vitest'
import { finalChain } from '../../../src/core/dockerfile/final-chain.js'
import { traceLayers } from '../../../src/core/dockerfile/trace-layers.js'

const dockerfile = `ARG BASE=base:1
FROM $BASE AS one
RUN make
FROM one AS other
RUN other
FROM one
ARG V=3
WORKDIR /app
RUN echo "$V" \\
  # why
  && make
COPY --chown=1:1 src/ ./src
COPY ["a b", "/files/"]
RUN <<X
echo one
X
CMD ["sh"]
`
const chain = (target?: string) =>
  finalChain({ dockerfile, buildArgs: {}, ...(target === undefined ? {} : { target }) })
const layer = (createdBy: string) => ({ createdBy, isEmpty: false })
const empty = (createdBy: string) => ({ createdBy, isEmpty: true })
const linesOf = (history: Parameters<typeof traceLayers>[0], steps = chain().steps) =>
  traceLayers(history, steps, history.filter(({ isEmpty }) => !isEmpty).length).map((one) => one?.line)

const base = [layer('ADD rootfs.tar / # buildkit'), layer('RUN /bin/sh -c make # buildkit')]

describe('the chain of stages', () => {
  it('runs from the base through every stage that the target begins from', () => {
    expect(chain().base).toMatchObject({ image: 'base:1', from: { line: 2 } })
    expect(chain().steps.map(({ line }) => line)).toEqual([3, 7, 8, 9, 12, 13, 14, 17])
    expect(chain('other').steps.map(({ line }) => line)).toEqual([3, 5])
    expect(chain('absent').steps).toEqual([])
  })
})

describe('layers are traced to their instructions', () => {
  it('by what BuildKit writes, none of the base', () => {
    const history = [
      ...base,
      layer('RUN /bin/sh -c make # buildkit'),
      empty('ARG V=3'),
      layer('WORKDIR /app'),
      layer('RUN |1 V=3 /bin/sh -c echo "$V"   && make # buildkit'),
      layer('COPY --chown=1:1 src/ ./src # buildkit'),
      layer('COPY a b /files/ # buildkit'),
      layer('RUN |1 V=3 /bin/sh -c echo one\n # buildkit'),
      empty('CMD ["sh"]'),
    ]
    expect(linesOf(history)).toEqual([undefined, undefined, 3, 8, 9, 12, 13, 14])
  })

  it('by a command whatever space its lines were joined with, and by nothing that only ends like it', () => {
    const { steps } = finalChain({ dockerfile: 'FROM a\nRUN one \\\n  tw\\\no\nRUN ls\n', buildArgs: {} })
    const history = [
      layer('RUN /bin/sh -c tools # buildkit'),
      layer('RUN /bin/sh -c one   two # buildkit'),
      layer('RUN /bin/sh -c ls # buildkit'),
    ]
    expect(linesOf(history, steps)).toEqual([undefined, 2, 5])
  })

  it('by the script that a here-document becomes', () => {
    const { steps } = finalChain({
      dockerfile: 'FROM a\nRUN <<EOF\n#!/usr/bin/python3\nprint(1)\nEOF\n',
      buildArgs: {},
    })
    expect(linesOf([layer('RUN /bin/sh -c /dev/pipes/EOF # buildkit')], steps)).toEqual([2])
  })

  it("by what the engine's own builder writes", () => {
    const history = [
      layer('/bin/sh -c #(nop) ADD file:1 in / '),
      layer('/bin/sh -c make'),
      empty('/bin/sh -c #(nop)  ARG V=3'),
      empty('/bin/sh -c #(nop) WORKDIR /app'),
      layer('|1 V=3 /bin/sh -c echo "$V"   && make'),
      layer('/bin/sh -c #(nop) COPY --chown=1:1 dir:330f in /app/src '),
      layer('/bin/sh -c #(nop) COPY file:ec46 in /files/ '),
    ]
    expect(linesOf(history)).toEqual([undefined, 3, 9, 12, 13])
  })

  it('not at all where the Dockerfile is of another image, or the history says nothing', () => {
    expect(
      linesOf([...base, layer('COPY x /files/ # buildkit'), layer('RUN /bin/sh -c rm # buildkit')]),
    ).toEqual([undefined, undefined, undefined, undefined])
    expect(traceLayers([], chain().steps, 2)).toEqual([undefined, undefined])
  })
})
