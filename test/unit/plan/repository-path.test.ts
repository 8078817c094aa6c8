import { describe, expect, it } from 'vitest'
import { makeLinks } from '../../../src/core/plan/links.js'
import { repositoryPath } from '../../../src/core/plan/repository-path.js'

describe('a path of the config, as Git names it', () => {
  const place = { top: '/home/shop', folder: 'apps/web' }

  it.each([
    ['.', 'apps/web'],
    ['./Dockerfile', 'apps/web/Dockerfile'],
    ['../api//x/./y', 'apps/api/x/y'],
    ['../..', ''],
    ['../../..', undefined],
    ['../../../shop/x', undefined],
    ['/home/shop', ''],
    ['/home/shop/apps/../libs', 'libs'],
    ['/home/shopping', undefined],
    ['/', undefined],
    ['', 'apps/web'],
  ])('%s: %s', (path, expected) => {
    expect(repositoryPath(place, path)).toBe(expected)
  })

  it('is the same from the top', () => {
    expect(repositoryPath({ top: '/home/shop', folder: '' }, 'a/../b')).toBe('b')
    expect(repositoryPath({ top: '/', folder: '' }, '/b')).toBe('b')
  })
})

describe('links of a repository', () => {
  const links = makeLinks(
    new Map([
      ['docker', 'build/docker'],
      ['build/docker/Dockerfile', '../../common/Dockerfile'],
      ['absolute', '/home/shop/common'],
      ['out', '../elsewhere'],
      ['far', '/etc/hosts'],
      ['loop/a', 'b'],
      ['loop/b', 'a'],
      ['a/up', '..'],
    ]),
    '/home/shop',
  )

  it('give a path every name that it has on its way', () => {
    expect(links.namesOf('docker/Dockerfile')).toEqual([
      'docker/Dockerfile',
      'build/docker/Dockerfile',
      'common/Dockerfile',
    ])
    expect(links.namesOf('absolute/file')).toEqual(['absolute/file', 'common/file'])
    expect(links.namesOf('plain/file')).toEqual(['plain/file'])
    expect(links.namesOf('a/up')).toEqual(['a/up', ''])
  })

  it('that lead out of it are none, and those in circles end', () => {
    expect(links.namesOf('out/x')).toEqual(['out/x'])
    expect(links.namesOf('far')).toEqual(['far'])
    expect(links.namesOf('loop/a').length).toBeLessThan(50)
  })

  it('are found below a folder, and not beside it', () => {
    expect(links.below('loop').map(({ path }) => path)).toEqual(['loop/a', 'loop/b'])
    expect(links.below('loo')).toEqual([])
    expect(links.below('').map(({ path }) => path)).toHaveLength(6)
  })
})
