import { describe, expect, it } from 'vitest'
import { firstCommand } from '../../../../src/image/start/first-command.js'

describe('the first command of a line of shell', () => {
  it.each([
    ['node server.js', 'node', true],
    ['exec /app/server --port "$PORT"', '/app/server', true],
    ['A=b C=d exec gunicorn app:app', 'gunicorn', true],
    ['cd /app && node server.js', 'node', true],
    ['set -e; python3 -m app', 'python3', true],
    ['curl -f http://localhost/ || exit 1', 'curl', true],
    ['curl -f http://localhost/ 2>/dev/null || false', 'curl', true],
    ['curl -f http://localhost/ || exit 0', 'curl', false],
    ['curl -f http://localhost/ || wget -q localhost || exit 1', 'curl', false],
    ['echo "Starting; please wait" && exec server', 'server', true],
    ["echo 'a && b | c' ; server", 'server', true],
    ['server > /log 2>&1', 'server', true],
    ['wget -q -O- localhost | grep ok', 'wget', false],
  ] as const)('of %s is told', (line, program, isAlone) => {
    expect(firstCommand(line)).toEqual({ program, isAlone })
  })

  it.each([
    '$SERVER --port 1',
    'PATH=/opt:$PATH server',
    'if [ -f /x ]; then server; fi',
    '. /env && server',
    'cd /app && ./server',
    '"$@"',
    '(server)',
    '',
    '   ',
    'test -x /bin/server',
  ])('of %s is not guessed', (line) => {
    expect(firstCommand(line)).toBeUndefined()
  })
})
