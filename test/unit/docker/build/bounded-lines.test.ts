import { describe, expect, it } from 'vitest'
import { boundedLines } from '../../../../src/docker/build/bounded-lines.js'

function read(pieces: readonly string[], limit = 100): readonly string[] {
  const lines: string[] = []
  const sink = boundedLines(limit, (line) => lines.push(line))
  for (const piece of pieces) sink.push(piece)
  sink.end()
  return lines
}

describe('boundedLines', () => {
  it('joins pieces and cuts at line ends of either kind', () => {
    expect(read(['a', 'b\nc\r\n', '\n', 'd'])).toEqual(['ab', 'c', '', 'd'])
  })

  it('hands on the beginning of a line that is too long, once', () => {
    expect(read(['123456', '789\nnext\n'], 4)).toEqual(['1234', 'next'])
  })

  it('has nothing more to say after a line that ended', () => {
    expect(read(['a\n'])).toEqual(['a'])
  })
})
