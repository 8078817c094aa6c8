import { describe, expect, it } from 'vitest'
import { parseImageConfig } from '../../../../src/image/image-config.js'
import { neededBy } from '../../../../src/image/owners/needed.js'

const needs = (config: Readonly<Record<string, unknown>>) => neededBy(parseImageConfig({ config }))

describe('what an image needs of its caches when it runs', () => {
  it('is where a variable or the command leads', () => {
    const isNeeded = needs({
      Env: [
        'MODEL=/tmp/data/model.bin',
        'A_HOME=/var/tmp/a:/var/tmp/b',
        'PIP_CACHE_DIR=/root/.cache/pip',
        'TMPDIR=/tmp/x',
      ],
      Cmd: ['serve', '--weights=/root/.cache/weights'],
    })
    for (const path of ['tmp/data/model.bin', 'var/tmp/a/1', 'var/tmp/b/2', 'root/.cache/weights/1'])
      expect([path, isNeeded(path)]).toEqual([path, true])
    for (const path of ['tmp/data/other', 'root/.cache/pip/1', 'tmp/x/1', 'var/tmp/c'])
      expect([path, isNeeded(path)]).toEqual([path, false])
  })

  it('is what programs fetch once, models and browsers', () => {
    const isNeeded = needs({})
    expect(isNeeded('root/.cache/huggingface/hub/x')).toBe(true)
    expect(isNeeded('home/app/.cache/ms-playwright/chromium/chrome')).toBe(true)
    expect(isNeeded('root/.cache/pip/http/x')).toBe(false)
  })

  it('is the locale where one is asked for', () => {
    expect(needs({ Env: ['LANG=de_DE.UTF-8'] })('usr/lib/locale/locale-archive')).toBe(true)
    for (const Env of [[], ['LANG=C.UTF-8'], ['LC_ALL=POSIX']])
      expect(needs({ Env })('usr/lib/locale/locale-archive')).toBe(false)
  })
})
