import { describe, expect, it } from 'vitest'
import { readInstructions } from '../../../src/core/dockerfile/instructions.js'

const list = (dockerfile: string) => readInstructions(dockerfile).map(({ line, text }) => `${line}: ${text}`)

describe('where the instructions of a Dockerfile stand', () => {
  it('gives each instruction the line that it begins on', () => {
    const dockerfile =
      '# comment\n\nFROM base AS one\n  run make \\\n    # inside\n\n    && make install\nCMD ["x"]\n'
    expect(list(dockerfile)).toEqual(['3: FROM base AS one', '4: run make && make install', '8: CMD ["x"]'])
    expect(readInstructions(dockerfile).map(({ keyword }) => keyword)).toEqual(['FROM', 'RUN', 'CMD'])
  })

  it('skips what here-documents hold', () => {
    const dockerfile =
      'FROM base\nRUN <<EOF cat <<-"B"\nRUN inner\nEOF\n\tFROM inner\n\tB\nCOPY <<a.txt /x\nhi\na.txt\nUSER 1'
    expect(readInstructions(dockerfile).map(({ line, heredocs }) => [line, heredocs.length > 0])).toEqual([
      [1, false],
      [2, true],
      [7, true],
      [10, false],
    ])
  })

  it('knows here-documents of what an image is to do later, with names of any kind', () => {
    const dockerfile =
      'FROM base\nONBUILD RUN <<EOF\nRUN inner\nEOF\nCOPY <<"END OF" <<my-file.txt /x\nRUN a\nEND OF\nRUN b\nmy-file.txt\nUSER 1'
    expect(readInstructions(dockerfile).map(({ line }) => line)).toEqual([1, 2, 5, 10])
  })

  it('takes what is quoted or handed over as a list for no here-document', () => {
    expect(list('RUN echo "see <<EOF above"\nUSER 1')).toHaveLength(2)
    expect(list("RUN sh -c 'cat <<EOF > /x'\nUSER 1")).toHaveLength(2)
    expect(list('RUN ["sh", "-c", "cat <<EOF > /x"]\nUSER 1')).toHaveLength(2)
    expect(list('RUN cat <<< word\nUSER 1')).toHaveLength(2)
  })

  it('takes no shift of bits for a here-document', () => {
    expect(list('RUN echo $((1<<4))\nUSER 1')).toEqual(['1: RUN echo $((1<<4))', '2: USER 1'])
  })

  it('honours another continuation mark, among the directives only', () => {
    expect(list('# syntax=x\n# escape=`\nRUN a `\n  b\nRUN c:\\\nUSER 1')).toEqual([
      '3: RUN a b',
      '5: RUN c:\\',
      '6: USER 1',
    ])
    expect(list('\n# escape=`\nRUN a `\nUSER 1')).toEqual(['3: RUN a `', '4: USER 1'])
  })

  it('ends with the file, whatever the last line promises', () => {
    expect(list('RUN a \\')).toEqual(['1: RUN a'])
    expect(list('RUN <<EOF\nnever ends')).toEqual(['1: RUN <<EOF'])
    expect(list('')).toEqual([])
  })
})
