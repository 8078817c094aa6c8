import { describe, expect, it } from 'vitest'
import type { Cause } from '../../../src/core/domain/cause.js'
import {
  recogniseCause,
  recogniseFailure,
  recogniseWrongPort,
  tellingLine,
} from '../../../src/core/findings/cause.js'

/** Lines as musl, glibc, busybox, bash, docker, buildkit, apk, apt, node and python print them. */
const printed: readonly (readonly [Cause, string])[] = [
  [
    'shared-library-missing',
    'Error loading shared library libpq.so.5: No such file or directory (needed by /app/x.so)',
  ],
  [
    'shared-library-missing',
    './app: error while loading shared libraries: libssl.so.3: cannot open shared object file: No such file or directory',
  ],
  [
    'loader-missing',
    'Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by /app/bcrypt.node)',
  ],
  ['loader-missing', 'exec /app/server: no such file or directory'],
  ['loader-missing', '/bin/sh: /app/server: not found'],
  ['loader-missing', 'sh: 1: ./server: not found'],
  ['symbol-missing', 'Error relocating /app/addon.node: __memcpy_chk: symbol not found'],
  ['symbol-missing', 'ImportError: /app/x.so: undefined symbol: PyFloat_Type'],
  ['glibc-too-old', "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by ./app)"],
  ['glibc-too-old', "libstdc++.so.6: version `GLIBCXX_3.4.32' not found"],
  ['bash-missing', '/bin/sh: bash: not found'],
  ['bash-missing', "env: can't execute 'bash': No such file or directory"],
  ['bash-missing', "/usr/bin/env: 'bash': No such file or directory"],
  ['bash-missing', 'exec /entrypoint.sh: no such file or directory'],
  ['bash-missing', 'exec: "bash": executable file not found in $PATH'],
  ['command-missing', 'sh: curl: not found'],
  ['command-missing', '/bin/sh: 1: python3: not found'],
  ['command-missing', 'exec: "node": executable file not found in $PATH: unknown'],
  ['exec-format', 'exec /app/server: exec format error'],
  ['package-name', 'ERROR: unable to select packages:\n  libpq-dev-headers (no such package):'],
  ['package-name', 'E: Unable to locate package libpq5-dev'],
  ['pull-denied', "pull access denied for web, repository does not exist or may require 'docker login'"],
  ['base-missing', 'manifest for alpine:9.99 not found: manifest unknown: manifest unknown'],
  [
    'base-missing',
    'failed to resolve source metadata for docker.io/library/alpine:9.99: docker.io/library/alpine:9.99: not found',
  ],
  ['port-in-use', 'Error: listen EADDRINUSE: address already in use :::8000'],
  ['port-in-use', 'Bind for 0.0.0.0:8000 failed: port is already allocated'],
  ['read-only', "OSError: [Errno 30] Read-only file system: '/data/x'"],
  ['permission', "PermissionError: [Errno 13] Permission denied: '/data/x'"],
  ['permission', 'Error: listen EACCES: permission denied 0.0.0.0:80'],
  ['no-space', 'write /var/lib/docker/tmp/x: no space left on device'],
  ['memory-limit', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
]

describe('the cause behind what a program printed', () => {
  it.each(printed)('is %s for %s', (cause, line) => {
    expect(recogniseCause(['some line before', line, 'some line after'])).toBe(cause)
  })

  it.each([
    'GET /health answered 500, expected 200',
    'AssertionError: expected 3 items, got 2',
    "cp: cannot stat 'dist': No such file or directory",
    '404 page not found',
    '',
  ])('is unknown for %s', (line) => {
    expect(recogniseCause([line])).toBeUndefined()
  })

  it('is the memory limit where the engine says so, whatever was printed', () => {
    expect(
      recogniseFailure({
        reason: 'killed-by-memory-limit',
        message: 'exit code 137',
        tail: ['bash: not found'],
      }),
    ).toBe('memory-limit')
  })
})

describe('the wrong port', () => {
  const printing = (line: string, message = 'not ready within 2 s') =>
    ({ reason: 'never-ready', message, tail: [line] }) as const

  it('is known from what the probe saw, and not from the address that the probe asked', () => {
    const seen = (message: string) => recogniseWrongPort(printing('', message), 8000)
    expect(seen('not ready: nothing listens on port 8000, but the process listens on 3000')).toBe(
      'wrong-port',
    )
    expect(seen('not ready: the process listens on port 8000 of its own loopback only')).toBe('loopback-only')
    expect(seen('http /health: connection refused on 127.0.0.1:32805')).toBeUndefined()
  })

  it.each([
    'Listening on http://0.0.0.0:3000',
    'INFO: Uvicorn running on http://127.0.0.1:3000 (Press CTRL+C to quit)',
    'Server started on port 3000',
    'listening on :3000',
    'Listening at: http://[::]:3000',
  ])('is recognised in %s', (line) => {
    expect(recogniseWrongPort(printing(line), 8000)).toBe('wrong-port')
    expect(recogniseWrongPort(printing(line), 3000)).toBeUndefined()
  })

  it('is not seen in a time of day, nor where no port is configured', () => {
    expect(recogniseWrongPort(printing('server started 12:34:56'), 8000)).toBeUndefined()
    expect(recogniseWrongPort(printing('listening on :3000'), undefined)).toBeUndefined()
  })
})

describe('an end without an error', () => {
  const ended = { reason: 'exited', message: 'exited with code 0 before it was ready' } as const

  it('is a cause of its own where nothing that was printed tells more', () => {
    expect(recogniseFailure({ ...ended, exitCode: 0 })).toBe('ended-by-itself')
    expect(recogniseFailure({ ...ended, exitCode: 0, tail: ['sh: bash: not found'] })).toBe('bash-missing')
    expect(recogniseFailure({ ...ended, exitCode: 1 })).toBeUndefined()
    expect(recogniseFailure({ ...ended, reason: 'never-ready', exitCode: 0 })).toBeUndefined()
  })
})

describe('the line that says most', () => {
  it('is the one that shows a cause, else the last', () => {
    const tail = ['starting', '/bin/sh: bash: not found', 'bye']
    expect(tellingLine({ reason: 'exited', message: 'exit code 127', tail })).toBe('/bin/sh: bash: not found')
    expect(tellingLine({ reason: 'exited', message: 'exit code 1', tail: ['a', 'b', ' '] })).toBe('b')
  })

  it('is not said twice where the message holds it', () => {
    expect(tellingLine({ reason: 'exited', message: 'x: boom', tail: ['boom'] })).toBeUndefined()
    expect(tellingLine({ reason: 'exited', message: 'x' })).toBeUndefined()
  })
})
