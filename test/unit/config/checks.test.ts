import { describe, expect, it } from 'vitest'
import { errorsOf, onlyService, parsedConfig, service } from './parsed.js'

const withChecks = (checks: string) =>
  service(`run: { port: 80 }\nsmoke:\n  s:\n${checks.replace(/^/gm, '    ')}`)
const checksOf = (checks: string) => onlyService(parsedConfig(withChecks(checks))).smoke[0]?.checks ?? []
const namesOf = (checks: string) => checksOf(checks).map(({ name }) => name)

describe('a check', () => {
  it('is called as its readers call it', () => {
    expect(
      namesOf(
        '- http: GET /health\n- websocket: /live\n- tcp: 9\n- exec: [ls, a b]\n- run: npm test\n' +
          '- log: { present: up }\n- log: { present: up, absent: "a \\"b\\"" }\n- { tcp: 9, name: the port }',
      ),
    ).toEqual([
      'GET /health',
      'websocket /live',
      'tcp 9',
      'ls "a b"',
      'npm test',
      'log has "up"',
      'log has "up" and has no "a \\"b\\""',
      'the port',
    ])
  })

  it('has a name of its own within its suite', () => {
    expect(namesOf('- tcp: 9\n- tcp: 9\n- { tcp: 1, name: tcp 9 }\n- { tcp: 2, name: tcp 9 (2) }')).toEqual([
      'tcp 9',
      'tcp 9 (2)',
      'tcp 9 (3)',
      'tcp 9 (2) (2)',
    ])
  })

  it('is called by the first line of a script, and by the beginning of a long one', () => {
    expect(namesOf(`- run: |\n    set -e\n    ./x\n- run: ${'y'.repeat(150)}`)).toEqual([
      'set -e…',
      `${'y'.repeat(100)}…`,
    ])
  })

  it('may have a time and a name of its own, whatever it asks by', () => {
    const forms = ['http: GET /', 'websocket: /', 'tcp: 9', 'exec: [ls]', 'run: ls', 'log: { absent: x }']
    const checks = checksOf(forms.map((form) => `- { ${form}, name: n, timeout: 2s }`).join('\n'))
    expect(checks.map(({ timeoutMs }) => timeoutMs)).toEqual(forms.map(() => 2000))
  })

  it('asks by one thing only', () => {
    expect(errorsOf(withChecks('- { tcp: 9, run: ls }\n- {}\n- GET /health\n- htpp: GET /'))).toEqual([
      'c.yml:9:21  services.api.smoke.s[0].run: `tcp` and `run` are both given: a check has one of `http`, `websocket`, `tcp`, `exec`, `run`, `log`',
      'c.yml:10:11  services.api.smoke.s[1]: needs one of `http`, `websocket`, `tcp`, `exec`, `run`, `log`',
      'c.yml:11:11  services.api.smoke.s[2]: must be a map with one of `http`, `websocket`, `tcp`, `exec`, `run`, `log`',
      'c.yml:12:11  services.api.smoke.s[3].htpp: is not a known key (did you mean `http`?)',
    ])
  })
})

describe('an http check', () => {
  it('has header names in lower case, its own and the expected', () => {
    const [check] = checksOf(
      '- { http: GET /, send-headers: { X-Id: 7 }, headers: { Content-Type: "text/*" }, contains: hi }',
    )
    expect(check).toMatchObject({
      sendHeaders: { 'x-id': '7' },
      headers: { 'content-type': 'text/*' },
      contains: 'hi',
    })
  })

  it.each([
    [
      'http: /health',
      'http: must be an HTTP method and a path, such as GET /health (did you mean `GET /health`?)',
    ],
    [
      'http: get /health',
      'http: must be an HTTP method and a path, such as GET /health (did you mean `GET /health`?)',
    ],
    ['http: GET http://x/', 'http: must be an HTTP method and a path, such as GET /health'],
    ['{ http: GET /, status: 2xx }', 'status: must be a whole number from 100 to 599'],
    [
      '{ http: GET /, status: "200" }',
      'status: must be a whole number from 100 to 599 (did you mean `200`?)',
    ],
    ['{ http: GET /, within: 0s }', 'within: must be at least 1ms'],
    [
      '{ http: GET /, same: [boddy] }',
      'same[0]: must be one of status, headers, body, not `boddy` (did you mean `body`?)',
    ],
    [
      '{ http: GET /, same: [body], ignore: [id] }',
      'ignore[0]: must be a JSON path, such as $.id or $.items[*].at',
    ],
    [
      '{ http: GET /, headers: { "a b": c } }',
      'headers["a b"]: must be the name of a header, such as content-type',
    ],
  ])('refuses %s', (check, line) => {
    const [only, ...others] = errorsOf(withChecks(`- ${check}`))
    expect(only?.replace(/^c\.yml:9:\d+ {2}services\.api\.smoke\.s\[0\]\./, '')).toBe(line)
    expect(others).toEqual([])
  })
})

describe('a command inside the container', () => {
  it('is a list, and a line of text is told how to become one', () => {
    expect(errorsOf(withChecks('- exec: ls -l\n- exec: ls | wc\n- exec: []'))).toEqual([
      'c.yml:9:17  services.api.smoke.s[0].exec: must be a list, not `ls -l` (did you mean `[ls, -l]`?)',
      'c.yml:10:17  services.api.smoke.s[1].exec: must be a list, not `ls | wc` (did you mean `[sh, -c, "ls | wc"]`?)',
      'c.yml:11:17  services.api.smoke.s[2].exec: must not be empty',
    ])
  })
})

describe('a suite', () => {
  it('has at least one check, and a name fit for the report', () => {
    expect(errorsOf(service('smoke: { a: [], "b c": [tcp: 1] }'))).toEqual([
      'c.yml:6:17  services.api.smoke.a: has no checks',
      'c.yml:6:21  services.api.smoke["b c"]: must be a name of letters, digits, `.`, `_` and `-`, at most 63 and a letter or digit first (did you mean `b-c`?)',
    ])
  })
})
