import { describe, expect, it } from 'vitest'
import { compareAnswers } from '../../../src/core/smoke/same.js'
import { answer } from './answers.js'

const body = { same: ['body'], ignore: [] } as const

describe('comparing the answers of two variants', () => {
  it('compares only the parts that are asked for', () => {
    const [left, right] = [answer({ status: 200, body: 'a' }), answer({ status: 500, body: 'b' })]
    expect(compareAnswers({ same: [], ignore: [] }, left, right)).toEqual([])
    expect(compareAnswers({ same: ['status'], ignore: [] }, left, right)).toEqual([
      'status: baseline 200, candidate 500',
    ])
    expect(compareAnswers({ same: ['status', 'body'], ignore: [] }, left, right)).toEqual([
      'status: baseline 200, candidate 500',
      'body line 1: baseline "a", candidate "b"',
    ])
  })

  it('compares JSON by what it says: order and white space do not matter', () => {
    const left = answer({ body: '{"a":1,"b":[1,{"c":null}]}' })
    expect(compareAnswers(body, left, answer({ body: '{ "b": [1, {"c": null}],\n "a": 1.0 }' }))).toEqual([])
    expect(compareAnswers(body, left, answer({ body: '{"a":"1","b":[1,{"c":0}],"d":true}' }))).toEqual([
      'body $.a: baseline 1, candidate "1"',
      'body $.b[1].c: baseline null, candidate 0',
      'body $.d: baseline nothing, candidate true',
    ])
  })

  it('leaves out what is ignored, whether one side has it or both', () => {
    const left = answer({ body: '{"id":1,"items":[{"id":2,"n":1}],"at":3}' })
    const right = answer({ body: '{"id":9,"items":[{"id":8,"n":1}]}' })
    expect(compareAnswers({ same: ['body'], ignore: ['$..id', '$.at'] }, left, right)).toEqual([])
    expect(compareAnswers({ same: ['body'], ignore: ['$.id', '$.at'] }, left, right)).toEqual([
      'body $.items[0].id: baseline 2, candidate 8',
    ])
    expect(compareAnswers({ same: ['body'], ignore: ['$.items[0]', '$.id', '$.at'] }, left, right)).toEqual(
      [],
    )
  })

  it('says of a path it cannot read that it cannot', () => {
    const [left, right] = [answer({ body: '{"a":1}' }), answer({ body: '{"a":2}' })]
    expect(compareAnswers({ same: ['body'], ignore: ['a[?]'] }, left, right)).toContain(
      'ignore: "a[?]" is not a JSON path',
    )
  })

  it('compares text line by line, and JSON with no JSON as text', () => {
    expect(compareAnswers(body, answer({ body: 'a\nb\nc' }), answer({ body: 'a\nB\nC' }))).toEqual([
      'body line 2: baseline "b", candidate "B"',
    ])
    expect(compareAnswers(body, answer({ body: '{}' }), answer({ body: 'Bad Gateway' }))).toEqual([
      'body line 1: baseline "{}", candidate "Bad Gateway"',
    ])
    expect(compareAnswers(body, answer({ body: 'a' }), answer({ body: 'a\nb' }))).toEqual([
      'body line 2: baseline none, candidate "b"',
    ])
  })

  it('tells binary bodies apart that read the same as text', () => {
    const [left, right] = [
      answer({ body: '\uFFFD', bodySha256: '1' }),
      answer({ body: '\uFFFD', bodySha256: '2' }),
    ]
    expect(compareAnswers(body, left, right)).toEqual(['body: reads the same as text, but its bytes differ'])
  })

  it('holds two cut bodies together by what is there and by the length the servers told', () => {
    const cut = (length: string) =>
      answer({ body: 'x', bodyCut: true, headers: { 'content-length': length } })
    expect(compareAnswers(body, cut('9000000'), cut('9000000'))).toEqual([])
    expect(compareAnswers(body, cut('9000000'), cut('9000001'))).toEqual([
      'body: baseline 9000000 bytes, candidate 9000001 bytes',
    ])
  })

  it('compares headers but for those of one moment, and stamped ones by being there', () => {
    const check = { same: ['headers'], ignore: [] } as const
    const left = answer({
      headers: {
        date: 'Mon',
        'content-length': '3',
        etag: '"1"',
        server: 'a',
        'set-cookie': 'sid=1',
        'x-old': '1',
      },
    })
    const right = answer({
      headers: { connection: 'close', etag: '"2"', server: 'b', 'x-new': '2', constructor: '3' },
    })
    expect(compareAnswers(check, left, left)).toEqual([])
    expect(compareAnswers(check, left, right)).toEqual([
      'header constructor: baseline none, candidate "3"',
      'header server: baseline "a", candidate "b"',
      'header set-cookie: baseline "sid=1", candidate none',
      'header x-new: baseline none, candidate "2"',
      'header x-old: baseline "1", candidate none',
    ])
  })

  it('tells the first few of many differences', () => {
    const numbers = (from: number) => JSON.stringify(Array.from({ length: 100 }, (_, at) => from + at))
    const found = compareAnswers(body, answer({ body: numbers(0) }), answer({ body: numbers(1) }))
    expect(found).toHaveLength(6)
    expect(found.at(-1)).toBe('and 95 more')
  })
})
