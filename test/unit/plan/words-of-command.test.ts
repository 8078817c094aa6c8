import { describe, expect, it } from 'vitest'
import { wordsOfArguments, wordsOfLine } from '../../../src/core/plan/words-of-command.js'

describe('words of a command that may be paths', () => {
  it.each([
    ['pytest tests/smoke -q', 'tests/smoke'],
    ['cd tests/api && npm test', 'tests/api'],
    ["sh -c 'node ./check.mjs'", './check.mjs'],
    ['node check.mjs --config=settings/ci.json', 'settings/ci.json'],
    ['FILE=data.json; node check.mjs', 'data.json'],
    ['k6 run <script.js >out.txt', 'script.js'],
    ['docker run -v ./fixtures:/data alpine', './fixtures'],
    ['vitest run tests/smoke/*.ts', 'tests/smoke/'],
    ['go test ./tests/...', './tests/'],
    ['./scripts/$VARIANT.sh', './scripts/'],
    ['. venv/bin/activate && pytest tests', 'tests'],
    ['$(dirname x)/y', 'x'],
    ['pytest .', '.'],
  ])('%s: %s', (line, word) => {
    expect(wordsOfLine(line)).toContain(word)
  })

  it('name no whole folder where only a script is read, or all is in a variable', () => {
    expect(wordsOfLine('. ./env.sh; . other')).toEqual(['./env.sh', 'other'])
    expect(wordsOfLine('curl $BASE_URL/health')).toEqual(['curl'])
    expect(wordsOfLine('ls *.sh')).toEqual(['ls'])
  })

  it('are taken of an argument list as they stand, and out of a line that is one of them', () => {
    expect(wordsOfArguments(['node', 'my check.mjs'])).toContain('my check.mjs')
    expect(wordsOfArguments(['sh', '-c', 'node check.mjs'])).toContain('check.mjs')
  })
})
