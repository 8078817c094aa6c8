import { describe, expect, it } from 'vitest'
import { copiedBy } from '../../../src/core/dockerfile/copied-files.js'
import { harmlessLine, sharedFirst, sourceFiles } from '../../../src/core/dockerfile/source-files.js'

const copied = (dockerfile: string, target?: string, buildArgs: Record<string, string> = {}) =>
  copiedBy({ dockerfile, buildArgs, ...(target === undefined ? {} : { target }) })

describe('the files that a Dockerfile takes in', () => {
  it.each([
    ['COPY . .', 'src/deep/app.py', true],
    ['COPY src /app', 'src/deep/app.py', true],
    ['COPY ./src/ /app/', 'src/app.py', true],
    ['COPY src /app', 'srcs/app.py', false],
    ['COPY *.py /app/', 'app.py', true],
    ['COPY *.py /app/', 'src/app.py', false],
    ['COPY s?c/[a-c]*.py /app/', 'src/app.py', true],
    ['COPY s?c/[^a-c]*.py /app/', 'src/app.py', false],
    ['COPY --chown=1:1 --chmod=644 a.py b.py /app/', 'b.py', true],
    ['COPY ["with space.py", "/app/"]', 'with space.py', true],
    ['ADD https://example.org/app.py /app/', 'app.py', false],
    ['COPY a.py app.py', 'app.py', false],
    ['ARG DIR=lib\nCOPY $DIR /app', 'src/app.py', false],
    ['ARG DIR=src\nCOPY ${DIR}/app.py /app', 'src/app.py', true],
    ['COPY <<EOF /app.py\nsrc\nEOF', 'src/app.py', false],
  ])('%s: %s', (line, path, expected) => {
    expect(copied(`FROM base\n${line}\n`)(path)).toBe(expected)
  })

  it('are those of the target and of the stages that it needs', () => {
    const text =
      'FROM base AS deps\nCOPY deps.py /\nFROM base AS tests\nCOPY tests.py /\nFROM deps AS run\nCOPY run.py /\nFROM base\nCOPY --from=run / /\n'
    const last = copied(text)
    expect(['deps.py', 'tests.py', 'run.py'].map(last)).toEqual([true, false, true])
    expect(['deps.py', 'tests.py', 'run.py'].map(copied(text, 'tests'))).toEqual([false, true, false])
    expect(['deps.py', 'tests.py', 'run.py'].map(copied(text, '0'))).toEqual([true, false, false])
  })

  it('follow the build arguments that are given', () => {
    expect(copied('FROM base\nARG DIR=lib\nCOPY $DIR /app\n', undefined, { DIR: 'src' })('src/a.py')).toBe(
      true,
    )
  })
})

describe('the source files', () => {
  const all = () => true
  const file = (path: string, sizeBytes = 10) => ({ path, sizeBytes })

  it('are ordered by size, then by name, whatever order they came in', () => {
    const files = [file('b.py'), file('large.ts', 99), file('a.py')]
    expect(sourceFiles(files, all)).toEqual(['large.ts', 'a.py', 'b.py'])
    expect(sourceFiles([...files].reverse(), all)).toEqual(['large.ts', 'a.py', 'b.py'])
  })

  it('are neither locks nor data, binaries, generated, empty, nor of other people', () => {
    const files = [
      'package-lock.json',
      'yarn.lock',
      'data.json',
      'logo.png',
      'app.min.js',
      'api_pb2.py',
      'api.pb.go',
      'node_modules/x/index.js',
      'web/vendor/x.go',
      'config.yaml',
      'README.md',
      'Dockerfile',
    ].map((path) => file(path, 1000))
    expect(sourceFiles([...files, file('empty.py', 0), file('app.py')], all)).toEqual(['app.py'])
  })

  it('are only those that are copied, first what the other variant takes in as well', () => {
    const files = [file('a.py', 3), file('b.py', 2), file('c.py', 1)]
    expect(sourceFiles(files, (path) => path !== 'a.py')).toEqual(['b.py', 'c.py'])
    expect(sharedFirst(['a.py', 'b.py', 'c.py'], [['c.py', 'b.py']])).toEqual(['b.py', 'c.py', 'a.py'])
    expect(sharedFirst(['a.py'], [['x.py']])).toEqual(['a.py'])
  })
})

describe('the line that a file gets', () => {
  it.each([
    ['src/app.ts', '// container-migrate ab1'],
    ['app.PY', '# container-migrate ab1'],
    ['page.css', '/* container-migrate ab1 */'],
    ['page.vue', '<!-- container-migrate ab1 -->'],
    ['query.sql', '-- container-migrate ab1'],
    ['docker/Makefile', '# container-migrate ab1'],
  ])('%s: %s', (path, line) => {
    expect(harmlessLine(path, 'ab1')).toBe(line)
  })

  it('is white space of its own where the kind of file is not known', () => {
    const [one, other] = [harmlessLine('data.json', 'ab1'), harmlessLine('data.json', 'ab2')]
    expect(one).toMatch(/^[ \t]+$/)
    expect(other).toMatch(/^[ \t]+$/)
    expect(one).not.toBe(other)
  })
})
