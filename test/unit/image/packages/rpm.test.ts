import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { imageOf, type Tree } from '../trees.js'
import { hasRpm, makeRpmDatabase, type RpmDatabase } from './rpm-database.js'

const at = 'var/lib/rpm/rpmdb.sqlite'
const bytes = (content: Buffer) => ({ sizeBytes: content.length, captured: { bytes: content } })
const foundIn = (tree: Tree) => imageOf(tree).packages
const unreadOf = (content: Buffer) => foundIn({ [at]: bytes(content) }).unread
const lines = (tree: Tree) =>
  foundIn(tree)
    .packages.map(({ name, version, installedBytes }) => `${name} ${version} ${installedBytes}`)
    .sort()

const format = '%{NAME} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE} %{SIZE}\n'

describe.skipIf(!hasRpm)("rpm's own database", () => {
  let database: RpmDatabase
  let main: Buffer
  beforeAll(() => {
    database = makeRpmDatabase(40)
    database.query(format)
    // Closing the database brings the log into it.
    database.python(
      `import sqlite3\nc=sqlite3.connect('${database.folder}/rpmdb.sqlite')\nc.execute('pragma wal_checkpoint(truncate)')\nc.close()`,
    )
    main = database.read('rpmdb.sqlite')
  })
  afterAll(() => database[Symbol.dispose]())

  it('names the packages that rpm names, with their versions and sizes', () => {
    expect(database.query(format)).toHaveLength(41)
    expect(lines({ [at]: bytes(main) })).toEqual(database.query(format))
  })

  it('knows whose every file is, also through a folder that is a link', () => {
    const paths = database.query('[%{FILENAMES}\n]')
    const isFolder = (path: string) => paths.some((other) => other.startsWith(`${path}/`))
    const files = paths.filter((path) => !isFolder(path)).map((path) => [path.slice(1), bytes(main)])
    const tree = {
      'var/lib/rpm': '../../usr/lib/sysimage/rpm',
      'usr/lib/sysimage/rpm/rpmdb.sqlite': bytes(main),
      ...Object.fromEntries(files),
    }
    const { ownerOf, packages } = foundIn(tree)
    expect(paths).toHaveLength(302)
    expect(paths.filter((path) => ownerOf(path.slice(1))?.name !== 'tiny')).toEqual([])
    expect(packages).toHaveLength(41)
    expect(packages.find(({ name }) => name === 'tiny-part3')?.source).toBe('tiny')
  })

  it('reads what is only in the log beside it, up to the last commit', () => {
    // Ends without closing, so the log stays; the last change is never committed.
    database.python(`
import os, sqlite3
c = sqlite3.connect('${database.folder}/rpmdb.sqlite', isolation_level=None)
c.execute('pragma journal_mode=wal')
c.execute('pragma wal_autocheckpoint=0')
c.execute('pragma cache_size=1')
c.execute("delete from Packages where hnum > 20")
c.execute('begin')
c.execute('delete from Packages where hnum > 3')
c.execute('create table Other (x)')
c.execute('insert into Other select blob from Packages')
os._exit(0)`)
    const log = database.read('rpmdb.sqlite-wal')
    expect(log.length).toBeGreaterThan(0)
    const left = { [at]: bytes(database.read('rpmdb.sqlite')), [`${at}-wal`]: bytes(log) }
    expect(lines(left)).toHaveLength(20)
    const torn = Buffer.from(log)
    torn[100] = (torn[100] ?? 0) ^ 1
    expect(lines({ ...left, [`${at}-wal`]: bytes(torn) })).toHaveLength(41)
  })

  it('says what it could not read of a spoilt one, and never throws', () => {
    const cut = main.subarray(0, main.length / 2)
    expect(unreadOf(cut)).toEqual([
      expect.stringMatching(/^var\/lib\/rpm\/rpmdb\.sqlite could not be read: it has no page \d+$/),
    ])
    let state = 1
    const random = (below: number): number => {
      state = (state * 48271) % 2147483647
      return state % below
    }
    let spoilt = 0
    for (let round = 0; round < 500; round++) {
      const bad = Buffer.from(main)
      for (let change = 0; change < 20; change++) bad[random(bad.length)] = random(256)
      for (let change = 0; change < 3; change++) bad[random(4096)] = random(256)
      if (unreadOf(bad).length > 0) spoilt++
    }
    expect(spoilt).toBeGreaterThan(0)
  })
})

describe('databases of rpm that are not read', () => {
  it('names them, in each format', () => {
    const content = { sizeBytes: 10 }
    expect(foundIn({ 'var/lib/rpm/Packages': content }).unread).toEqual([
      expect.stringContaining('var/lib/rpm/Packages could not be read: it is in the Berkeley DB format'),
    ])
    expect(foundIn({ 'usr/lib/sysimage/rpm/Packages.db': content }).unread).toEqual([
      expect.stringContaining('Packages.db could not be read: it is in the ndb format'),
    ])
    expect(unreadOf(Buffer.alloc(5000))).toEqual([
      expect.stringContaining('does not begin as an SQLite database does'),
    ])
    expect(foundIn({ 'usr/bin/thing': content }).unread).toEqual([])
  })

  it('ends on pages that lead back to themselves', () => {
    const looped = Buffer.alloc(1024)
    looped.write('SQLite format 3\0', 'latin1')
    looped.writeUInt16BE(512, 16)
    looped[56 + 3] = 1
    looped[100] = 5
    looped.writeUInt32BE(1, 108)
    expect(unreadOf(looped)).toEqual([expect.stringContaining('page 1 belongs to two places')])
  })
})
