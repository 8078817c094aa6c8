// Looking into images against what people do for it today: save them and scan them, one after the other.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSources } from './compiled.mjs'
import { placeForAnybody } from './inspect/anybody.mjs'
import { ensureImages, INSPECT_BASES } from './inspect/images.mjs'
import { measured } from './inspect/measured.mjs'
import { exactRow, memoryRow, ratioRow, timesPart } from './inspect/rows.mjs'
import { installSnyk } from './inspect/snyk.mjs'
import { dpkgPackages, readElfBothWays, unpackElf, wasteOracle } from './inspect/truths.mjs'
import { median } from './median.mjs'

const ROUNDS = 5
/** Of the large one only how much memory it takes at most is of interest. */
const LARGE_RUNS = 3
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const driver = (name) => fileURLToPath(new URL(`inspect/${name}-driver.mjs`, import.meta.url))

const inspectLarge = (archive) => [cli, 'inspect', archive, '--content-hashes', '--json']

/** Every command of a round, by name. Those of one list are started at once. */
const commandsOf = ({ images: { one, other }, archives, node, snyk, anybody }) => {
  const save = (image) => ['docker', ['save', image]]
  const inspect = (...args) => [[node, [cli, 'inspect', ...args, '--json']]]
  // Whoever may not look where the engine keeps its images has them exported.
  const exported = (...args) => [[anybody.node, [anybody.cli, 'inspect', ...args, '--json'], anybody.user]]
  const scan = (archive) => [[node, [snyk, archive]]]
  return {
    'save one': [save(one)],
    'save other': [save(other)],
    'save both at once': [save(one), save(other)],
    'inspect one': inspect(one),
    'inspect both': inspect(one, '--against', other),
    'inspect both, hashes': inspect(one, '--against', other, '--content-hashes'),
    ...(anybody && {
      'inspect both as exported': exported(one, '--against', other),
      'inspect both as exported, hashes': exported(one, '--against', other, '--content-hashes'),
    }),
    'inspect archive, hashes': inspect(archives.one, '--content-hashes'),
    'inspect other archive, hashes': inspect(archives.other, '--content-hashes'),
    'snyk, OS packages': scan(archives.one),
    'snyk, OS packages, other': scan(archives.other),
    'list by seeking': [[node, [driver('list'), archives.one]]],
    'list by tar-stream': [[node, [driver('tar-stream'), archives.one]]],
    'pull sizes, estimated': [[node, [driver('pull-size'), 'closely', archives.one, archives.other]]],
    'pull sizes, compressed': [[node, [driver('pull-size'), 'deflated', archives.one, archives.other]]],
    'dpkg-query': [['docker', ['run', '--rm', '--network', 'none', one, 'dpkg-query', '-W']]],
  }
}

/** The drivers tell their own time: what they do is too short beside a start of node. */
const isDriver = (name) => /^(list|pull sizes)\b/.test(name)
const ownMs = (name, { ms, stdout }) => (isDriver(name) ? JSON.parse(stdout).ms : ms)

const takeRound = async (commands, round, { env, signal }) => {
  const names = Object.keys(commands)
  const taken = {}
  for (let turn = 0; turn < names.length; turn += 1) {
    const name = names[(turn + round) % names.length]
    const keep = isDriver(name)
    const ended = await Promise.all(
      commands[name].map(([command, args, user]) => measured(command, args, { env, signal, keep, user })),
    )
    taken[name] = {
      ms: Math.max(...ended.map((one) => ownMs(name, one))),
      peakBytes: Math.max(...ended.map((one) => one.peakBytes)),
      ...(name.startsWith('pull sizes') && { sizes: JSON.parse(ended[0].stdout).sizes }),
    }
  }
  return taken
}

const insightOf = async (archive, { node, env, signal }) => {
  const { stdout } = await measured(node, [cli, 'inspect', archive, '--json'], { env, signal, keep: true })
  return JSON.parse(stdout).image.insight
}

/** What must be the same and not only fast. */
const compareTruths = async (stand) => {
  const { images, archives, env } = stand
  const insight = await insightOf(archives.one, stand)
  const { wastedBytes, exported } = await wasteOracle({ ...stand, image: images.one, archive: archives.one })
  const theirs = await dpkgPackages(images.one, env)
  const ours = insight.packages
    .filter(({ from }) => from === 'deb')
    .map(({ name, version }) => `${name} ${version}`)
    .sort()
  const odd = [...ours.filter((one) => !theirs.includes(one)), ...theirs.filter((one) => !ours.includes(one))]
  const elf = await unpackElf({ ...stand, exported })
  const elfRounds = []
  for (let round = 0; round < stand.rounds; round += 1)
    elfRounds.push(await readElfBothWays({ ...stand, ...elf }))
  return { insight, wastedBytes, packages: theirs.length, oddPackages: odd, elfRounds }
}

const saved = async (image, path, { env, signal }) => {
  await measured('docker', ['save', '--output', path, image], { env, signal })
  return path
}

export const inspect = {
  name: 'inspect',
  what: 'looking into images against saving and scanning them (10 minutes, 6 GB of disk while it runs)',
  bases: INSPECT_BASES,
  long: true,
  async measure({ env, node, signal, log, runs = ROUNDS }) {
    const folder = mkdtempSync(join(tmpdir(), 'container-migrate-inspect-'))
    try {
      await loadSources('image/tar')
      const images = await ensureImages(env, log)
      const snyk = await installSnyk(folder, log)
      const anybody = placeForAnybody(folder, { node, env })
      const stand = { env, node, signal, log, folder, images, snyk, anybody, rounds: runs, archives: {} }
      for (const [name, image] of Object.entries(images))
        stand.archives[name] = await saved(image, join(folder, `${name}.tar`), stand)
      const commands = commandsOf(stand)
      const rounds = []
      for (let round = -1; round < runs; round += 1) {
        const taken = await takeRound(commands, round + 1, stand)
        if (round >= 0) rounds.push(taken)
        log(round < 0 ? 'inspect: warm-up' : `inspect: round ${round + 1} of ${runs}`)
      }
      const large = []
      for (let run = 0; run < LARGE_RUNS; run += 1)
        large.push(await measured(node, inspectLarge(stand.archives.fourfold), stand))
      const truths = await compareTruths(stand)
      return rowsOf(rounds, large, truths, commands)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

const sum = (names) => (round) => names.reduce((total, name) => total + round[name].ms, 0)

/** The images and the samples are the same in every round. */
const guessRows = ({ 'pull sizes, estimated': guessed, 'pull sizes, compressed': truth }) =>
  guessed.sizes.map(({ bytes, errorBytes }, at) => ({
    what: `the estimate of ${['one', 'the other'][at]} is off by, of what it says it may be`,
    ours: { value: bytes, unit: 'bytes' },
    other: { name: 'all of it compressed', value: truth.sizes[at].bytes, unit: 'bytes' },
    effect: { value: Math.abs(bytes - truth.sizes[at].bytes) / errorBytes, unit: '×' },
    target: { atMost: 1 },
  }))

const rowsOf = (rounds, large, truths, commands) => {
  const ratio = (what, ours, name, theirs, atMost) =>
    ratioRow({ what, rounds, ours: sum(ours), name, theirs: sum(theirs), atMost })
  const snykBoth = ['snyk, OS packages', 'snyk, OS packages, other']
  const elf = { what: `${truths.elfRounds[0].files} ELF files`, rounds: truths.elfRounds }
  const bothRows = (how, name) => [
    ratio(`two images ${how}, without hashes`, [name], 'two saves at once', ['save both at once'], 1.08),
    ratio(
      `two images ${how}, with hashes`,
      [`${name}, hashes`],
      'two saves at once',
      ['save both at once'],
      1.25,
    ),
  ]
  const asExported = 'inspect both as exported'
  return {
    rows: [
      ...(commands[asExported]
        ? [...bothRows('where the engine keeps them', 'inspect both'), ...bothRows('as exported', asExported)]
        : bothRows('as exported', 'inspect both')),
      ratio('list a saved archive', ['list by seeking'], 'tar-stream', ['list by tar-stream'], 0.75),
      ratio(
        'all of an archive, with hashes',
        ['inspect archive, hashes'],
        "snyk's OS scan",
        [snykBoth[0]],
        0.65,
      ),
      ratio(
        'two images',
        ['inspect both'],
        'save + snyk of both',
        ['save one', 'save other', ...snykBoth],
        0.5,
      ),
      ratioRow({
        ...elf,
        ours: ({ ours }) => ours,
        name: 'readelf -dV',
        theirs: ({ theirs }) => theirs,
        atMost: 1.5,
      }),
      ratio(
        'two images for a comparison',
        ['pull sizes, estimated'],
        'all of every layer compressed',
        ['pull sizes, compressed'],
        0.4,
      ),
      ...guessRows(rounds[0]),
      memoryRow('peak of an archive', rounds, 'inspect archive, hashes', 'snyk, OS packages', 0.8),
      memoryRow(
        'peak at four times the image',
        rounds,
        median(large.map(({ peakBytes }) => peakBytes)),
        'inspect archive, hashes',
        1.2,
      ),
      exactRow('waste', truths.insight.waste.wastedBytes, 'layers less docker export', truths.wastedBytes),
      exactRow(`packages other than dpkg-query's ${truths.packages}`, truths.oddPackages.length),
      exactRow('ELF files read other than by readelf', truths.elfRounds[0].differ.length),
    ],
    breakdowns: [timesPart(rounds, Object.keys(commands))],
  }
}
