import { createHash } from 'node:crypto'

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * What each base holds. The names are honest: a Debian made from Debian's packages, and a musl base that is not
 * Alpine. `lazy` bases are made only where somebody asks for them.
 */
export const RECIPES = {
  'local/debian:bookworm': { maker: 'debian', release: 'bookworm', packages: [], command: 'bash' },
  'local/debian-build:bookworm': {
    maker: 'debian',
    release: 'bookworm',
    packages: ['gcc', 'libc6-dev', 'musl-tools', 'make'],
    command: 'bash',
  },
  'local/debian-python:bookworm': {
    maker: 'debian',
    release: 'bookworm',
    packages: ['python3'],
    command: 'python3',
    lazy: true,
  },
  // For the bench of inspect: what fat images are made of.
  'local/debian-fat-one:bookworm': {
    maker: 'debian',
    release: 'bookworm',
    packages: ['clang', 'cmake', 'git', 'golang-go', 'python3'],
    command: 'bash',
    lazy: true,
  },
  'local/debian-fat-other:bookworm': {
    maker: 'debian',
    release: 'bookworm',
    packages: ['g++', 'git', 'llvm-14-dev', 'nodejs', 'python3', 'ruby', 'vim-nox'],
    command: 'bash',
    lazy: true,
  },
  'local/musl:1': { maker: 'musl', command: '/bin/sh' },
}

// Raised where a maker changes what it makes, so that archives of the earlier making are not used again.
const MAKER_VERSIONS = { debian: 1, musl: 2 }

export const recipeHash = (name) =>
  createHash('sha256')
    .update(JSON.stringify([name, RECIPES[name], MAKER_VERSIONS[RECIPES[name].maker], process.arch]))
    .digest('hex')
    .slice(0, 12)

export const RECIPE_LABEL = 'container-migrate.recipe'

export const importChanges = (name) => [
  `ENV PATH=${PATH}`,
  `CMD ["${RECIPES[name].command}"]`,
  `LABEL ${RECIPE_LABEL}=${recipeHash(name)}`,
]
