import { describe, expect, it } from 'vitest'
import { exposedPort } from '../../../src/core/config/exposed-port.js'
import { readInstructions, substitute } from '../../../src/core/dockerfile/instructions.js'

const read = (text: string) => readInstructions(text).map(({ keyword, rest }) => `${keyword} ${rest}`)

describe('the instructions of a Dockerfile', () => {
  it('are joined over continued lines, comments and empty lines between them taken out', () => {
    expect(read('from a\r\n\r\nRUN one \\\r\n  # why\r\n\r\n  && two\nEXPOSE 80\n')).toEqual([
      'FROM a',
      'RUN one && two',
      'EXPOSE 80',
    ])
  })

  it('are continued by what the file says its escape is', () => {
    expect(read('# syntax=docker/dockerfile:1\n# escape=`\nRUN C:\\\nEXPOSE `\n80')).toEqual([
      'RUN C:\\',
      'EXPOSE 80',
    ])
  })

  it('hold nothing of what a heredoc writes', () => {
    const text = 'FROM a\nCOPY <<-"EOF" <<other /etc/\nFROM b\n\tEOF\nEXPOSE 1\nother\nEXPOSE 2\n'
    expect(read(text)).toEqual(['FROM a', 'COPY <<-"EOF" <<other /etc/', 'EXPOSE 2'])
    expect(exposedPort(text)).toBe(2)
  })

  it('end with the file, whatever was left open', () => {
    expect(read('FROM a\nRUN <<EOF\nnever ends')).toEqual(['FROM a', 'RUN <<EOF'])
    expect(read('FROM a\nRUN x \\')).toEqual(['FROM a', 'RUN x'])
    expect(read('')).toEqual([])
  })
})

describe('a variable', () => {
  it.each([
    ['$A-$B', 'a-'],
    ['${A:-x}', 'a'],
    ['${B:-x}', 'x'],
    ['${B}', ''],
    ['plain', 'plain'],
  ])('in %s gives %s', (text, result) => {
    expect(substitute(text, (name) => ({ A: 'a', B: '' })[name])).toBe(result)
  })
})
