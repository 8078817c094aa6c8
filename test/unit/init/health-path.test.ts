import { describe, expect, it } from 'vitest'
import { healthPath } from '../../../src/core/init/health-path.js'

describe('the path of a health check', () => {
  it.each([
    ['curl', 'HEALTHCHECK CMD curl -f http://localhost:3000/healthz || exit 1', '/healthz'],
    [
      'wget, with options',
      'HEALTHCHECK --interval=5s CMD wget -qO- "http://127.0.0.1:$PORT/api/health"',
      '/api/health',
    ],
    ['a list', 'HEALTHCHECK CMD ["curl", "--fail", "http://localhost/health"]', '/health'],
    [
      'node',
      `HEALTHCHECK CMD node -e "fetch('http://[::1]:3000/up').then(r => process.exit(+!r.ok))"`,
      '/up',
    ],
    ['the root', 'HEALTHCHECK CMD curl http://localhost:8000/', '/'],
    ['another host', 'HEALTHCHECK CMD curl http://db:3000/health', undefined],
    ['what is made up of variables', 'HEALTHCHECK CMD curl http://localhost:3000/$HEALTH', undefined],
    ['a query', 'HEALTHCHECK CMD curl http://localhost:3000/health?full=1', undefined],
    ['none at all', 'HEALTHCHECK NONE', undefined],
    ['no address', 'HEALTHCHECK CMD pg_isready', undefined],
  ])('is found in %s', (_, line, path) => {
    expect(healthPath(`FROM node:24\n${line}\n`)).toBe(path)
  })

  it('is that of the last stage, or of the one that it begins from', () => {
    const base = 'FROM node:24 AS base\nHEALTHCHECK CMD curl http://localhost/base\n'
    expect(healthPath(`${base}FROM base\nCMD ["node"]\n`)).toBe('/base')
    expect(healthPath(`${base}FROM base\nHEALTHCHECK NONE\n`)).toBeUndefined()
    expect(healthPath(`${base}FROM alpine\n`)).toBeUndefined()
  })
})
