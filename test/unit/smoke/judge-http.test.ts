import { describe, expect, it } from 'vitest'
import { judgeHttp } from '../../../src/core/smoke/judge-http.js'
import { answer } from './answers.js'

const nothing = { headers: {} }

describe('judging an http answer', () => {
  it('takes any 2xx or 3xx where no status is asked for', () => {
    expect(judgeHttp(nothing, answer({ status: 204 }))).toEqual([])
    expect(judgeHttp(nothing, answer({ status: 302 }))).toEqual([])
    expect(judgeHttp(nothing, answer({ status: 404 }))).toEqual(['status: expected 2xx or 3xx, got 404'])
    expect(judgeHttp(nothing, answer({ status: 101 }))).toEqual(['status: expected 2xx or 3xx, got 101'])
  })

  it('takes only the status asked for, an error one too', () => {
    expect(judgeHttp({ ...nothing, status: 404 }, answer({ status: 404 }))).toEqual([])
    expect(judgeHttp({ ...nothing, status: 201 }, answer({ status: 200 }))).toEqual([
      'status: expected 201, got 200',
    ])
  })

  it('matches headers by name in any case and by value with stars', () => {
    const got = answer({ headers: { 'content-type': 'application/json; charset=utf-8', 'x-empty': '' } })
    expect(judgeHttp({ headers: { 'Content-Type': 'application/json*', 'x-empty': '' } }, got)).toEqual([])
    expect(
      judgeHttp({ headers: { 'content-type': 'text/*', 'x-gone': '*', constructor: '*' } }, got),
    ).toEqual([
      'header content-type: expected "text/*", got "application/json; charset=utf-8"',
      'header x-gone: expected "*", got none',
      'header constructor: expected "*", got none',
    ])
  })

  it('asks of a JSON body only the members it names, and says where the first one differs', () => {
    const body = '{"status":"healthy","db":{"up":true,"lag":3},"items":[{"id":1,"at":9},{"id":2}]}'
    const judged = (json: unknown) => judgeHttp({ ...nothing, json }, answer({ body }))
    expect(judged({ status: 'healthy', db: { up: true }, items: [{ id: 1 }, { id: 2 }] })).toEqual([])
    expect(judged({ db: { up: false, lag: 4 } })).toEqual(['json $.db.up: expected false, got true'])
    expect(judged({ items: [{ id: 1 }, { id: '2' }] })).toEqual(['json $.items[1].id: expected "2", got 2'])
    expect(judged({ items: [{ id: 1 }] })).toEqual(['json $.items: expected 1 items, got 2 items'])
    expect(judged({ 'odd key': 1 })).toEqual(['json $["odd key"]: expected 1, got nothing'])
    expect(judged({ toString: 1 })).toEqual(['json $.toString: expected 1, got nothing'])
    expect(judged([])).toHaveLength(1)
    expect(judged(null)).toHaveLength(1)
  })

  it('says what a body is that is no JSON', () => {
    const judged = (given: Parameters<typeof answer>[0]) => judgeHttp({ ...nothing, json: {} }, answer(given))
    expect(judged({ body: '<h1>Bad\nGateway</h1>' })).toEqual([
      'json: expected {}, but the body is not JSON: "<h1>Bad\\nGateway</h1>"',
    ])
    expect(judged({ body: '' })).toEqual(['json: expected {}, but the body is empty'])
    expect(judged({ body: '{}', bodyCut: true })).toEqual([
      'json: expected {}, but the body is longer than what is kept of a body',
    ])
  })

  it('survives a body nested deeper than any stack', () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    expect(judgeHttp({ ...nothing, json: [] }, answer({ body: deep(400_000) }))).toEqual([
      'json: expected [], but the body is nested deeper than 500 levels',
    ])
    expect(judgeHttp({ ...nothing, json: '[[' }, answer({ body: `"${'['.repeat(900)}"` }))[0]).toContain(
      'json $: expected "[["',
    )
  })

  it('looks for a text in the body and for the time taken', () => {
    const got = answer({ body: 'hello world', durationMs: 500.2 })
    expect(judgeHttp({ ...nothing, contains: 'lo wo', withinMs: 501 }, got)).toEqual([])
    expect(judgeHttp({ ...nothing, contains: 'bye', withinMs: 500 }, got)).toEqual([
      'body: expected to contain "bye", got "hello world"',
      'time: expected an answer within 500 ms, got it after 501 ms',
    ])
  })

  it('tells every difference, and none of them at length', () => {
    const got = answer({ status: 500, body: 'x'.repeat(5000) })
    const found = judgeHttp({ headers: { 'x-a': '1' }, json: {}, contains: 'y' }, got)
    expect(found).toHaveLength(4)
    expect(found.every((line) => line.length < 200 && !line.includes('\n'))).toBe(true)
  })
})
