import { describe, expect, it } from 'vitest'
import { parseCommandLine } from '../../../src/commands/command-line.js'
import { usage } from '../../../src/commands/line/usage.js'
import { UsageError } from '../../../src/core/domain/errors.js'

describe('a command line', () => {
  it.each([
    [[], 'help'],
    [['--help'], 'help'],
    [['help'], 'help'],
    [['help', 'compare'], 'help'],
    [['compare', '--help'], 'help'],
    [['--version'], 'version'],
    [['doctor', '--json'], 'doctor'],
    [['init', '--print'], 'init'],
    [['clean', '4f1c09d2ab37'], 'clean'],
    [['compare', '--keep', '--parallel', '2'], 'compare'],
    [['capacity', '--max', '8', '--json', '--service', 'web'], 'capacity'],
    [['compare', '--service', 'web', '--service', 'api', '--keep', '--keep'], 'compare'],
  ])('%j is %s', (argv, command) => {
    expect(parseCommandLine(argv).command).toBe(command)
  })

  it.each([
    [['bogus'], 'bogus is no command: compare, inspect'],
    [['help', 'bogus'], 'bogus is no command'],
    [['bogus', '--version'], 'bogus is no command'],
    [['comapre'], 'comapre is no command: did you mean compare?'],
    [['compare', '--servise', 'web'], "Unknown option '--servise': did you mean --service?"],
    [['--json'], 'no command is given'],
    [['init', 'here'], 'init does not know what to do with here'],
    [['doctor', 'now'], 'doctor does not know what to do with now'],
    [['clean', 'one', '--all'], 'clean takes a RUN or --all'],
    [['compare', '--all'], 'compare takes no --all'],
    [['clean', ''], 'clean: the id of the run is empty'],
    [['clean', 'one', 'two'], 'clean does not know what to do with two'],
    [['compare', 'a', 'b', 'c'], 'compare does not know what to do with c'],
    [['compare', 'a'], 'a BASELINE and a CANDIDATE, or neither'],
    [['compare', '--port', '8000'], '--port describes a BASELINE and a CANDIDATE'],
    [['compare', '--json', '--markdown'], 'one of them'],
    [['compare', '--print'], 'compare takes no --print'],
    [['init', '--config', 'x'], 'init takes no --config'],
    [['compare', '--parallel', '0'], 'parallel: 0 is no whole number from 1 to 64'],
    [['compare', '--record'], 'argument missing'],
    [['compare', '--config', 'a', '--config=b'], '--config is given more than once'],
    [['compare', '--config='], '--config is empty'],
    [['compare', '--service', ' '], '--service is empty'],
    [['capacity', '--max', '0'], 'max: 0 is no whole number from 1 to 512'],
    [['capacity', '--max', '1e9'], 'max: 1e9 is no whole number from 1 to 512'],
    [['capacity', 'a', 'b'], 'capacity does not know what to do with a'],
    [['capacity', '--keep'], 'capacity takes no --keep'],
    [['compare', '--max', '2'], 'compare takes no --max'],
    [['compare', '--nope'], "Unknown option '--nope'"],
  ])('%j is refused: %s', (argv, why) => {
    expect(() => parseCommandLine(argv)).toThrow(UsageError)
    expect(() => parseCommandLine(argv)).toThrow(why)
  })

  it('gives a pair and what describes it to the same inputs that the action has', () => {
    const line = parseCommandLine([
      ...['compare', 'Dockerfile', 'Dockerfile.alpine', '--port', '8000', '--startup', '10s'],
      ...['--smoke', 'GET / 200', '--smoke', 'npm test'],
    ])
    expect(line).toMatchObject({
      inputs: {
        baseline: 'Dockerfile',
        candidate: 'Dockerfile.alpine',
        port: '8000',
        startup: '10s',
        smoke: 'GET / 200\nnpm test',
      },
    })
  })

  it('is told within 120 columns', () => {
    expect(Math.max(...usage.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120)
  })
})
