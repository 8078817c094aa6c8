import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  hasKey,
  isSameBody,
  makeCommentBody,
  readDigest,
  readRun,
  withRun,
} from '../../../src/github/comment-body.js'

const anyKey = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '-->', 'a\nb', '\ud800', '<!--', 'x'.repeat(5000), '日本'.repeat(500)),
)

describe("a comment's body", () => {
  it('is known by its own key and by no other, whatever keys hold', () => {
    fc.assert(
      fc.property(anyKey, anyKey, (key, other) => {
        const body = makeCommentBody(key, 'd0', 'report')
        expect(hasKey(body, key)).toBe(true)
        fc.pre(key.replace(/\p{Cs}/gu, '\ufffd') !== other.replace(/\p{Cs}/gu, '\ufffd'))
        expect(hasKey(body, other)).toBe(false)
      }),
    )
  })

  it('hides its markers in lines of bounded length, whatever the key holds', () => {
    const digest = 'd'.repeat(32)
    const run = { runId: 999_999_999_999_999, attempt: 999_999_999, commit: 'f'.repeat(64) }
    fc.assert(
      fc.property(anyKey, (key) => {
        const lines = makeCommentBody(key, digest, 'report').split('\n')
        expect(lines).toHaveLength(4)
        expect(lines[0]).toMatch(/^<!-- container-migrate:[^<>\s]* -->$/)
        // The renderer of the comment leaves 500 characters for them.
        const marked = makeCommentBody(key, digest, 'report', run)
        expect(marked.length - 'report'.length).toBeLessThan(500)
        expect(readRun(marked)).toEqual(run)
        expect(readDigest(marked)).toBe(digest)
        expect(hasKey(marked, key)).toBe(true)
        expect(withRun(lines.join('\n'), run)).toBe(marked)
        expect(withRun(marked, { ...run, attempt: 1 })).toBe(
          makeCommentBody(key, digest, 'report', { ...run, attempt: 1 }),
        )
      }),
    )
  })

  it('gives back the digest of its judgement, and none where there is none', () => {
    expect(readDigest(makeCommentBody('k', 'abc123', 'report'))).toBe('abc123')
    expect(readDigest(makeCommentBody('k', 'abc123', 'report').replaceAll('\n', '\r\n'))).toBe('abc123')
    expect(readDigest('<!-- container-migrate:k -->\nreport')).toBeUndefined()
    expect(readDigest('')).toBeUndefined()
  })

  it('is the same after GitHub or a browser changed its line ends, and no other for that', () => {
    expect(isSameBody('a\nb', 'a\r\nb\n\n')).toBe(true)
    expect(isSameBody('a\nb', 'a\nc')).toBe(false)
    expect(isSameBody('a\nb', 'a b')).toBe(false)
  })
})
