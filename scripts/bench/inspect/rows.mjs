import { median } from '../median.mjs'

/** Each round's own ratio, and the middle of them: what the machine did in between is in both sides of a round. */
export const ratioRow = ({ what, rounds, ours, name, theirs, atMost }) => {
  const ratios = rounds.map((round) => ours(round) / theirs(round))
  return {
    what,
    ours: { value: median(rounds.map(ours)), unit: 'ms' },
    other: { name, value: median(rounds.map(theirs)), unit: 'ms' },
    effect: { value: median(ratios), unit: '×', least: Math.min(...ratios), most: Math.max(...ratios) },
    target: { atMost },
  }
}

const peak = (rounds, name) => median(rounds.map((round) => round[name].peakBytes))

/** `ours` is a command of the rounds, or a peak by itself. */
export const memoryRow = (what, rounds, ours, other, atMost) => {
  const value = typeof ours === 'number' ? ours : peak(rounds, ours)
  const theirs = peak(rounds, other)
  return {
    what,
    ours: { value, unit: 'bytes' },
    other: { name: other, value: theirs, unit: 'bytes' },
    effect: { value: value / theirs, unit: '×' },
    target: { atMost },
  }
}

/** Something that is right or wrong: the two are the same, or there is none of it. */
export const exactRow = (what, ours, name, theirs) => {
  const value = theirs === undefined ? ours : Math.abs(ours - theirs)
  return {
    what,
    ours: { value: ours, unit: 'count' },
    ...(theirs === undefined ? {} : { other: { name, value: theirs, unit: 'count' } }),
    effect: { value, unit: 'count' },
    target: { atMost: 0 },
  }
}

export const timesPart = (rounds, names) => ({
  title: 'median time and peak memory of each command',
  parts: names.map((name) => ({
    name,
    cells: [
      `${(median(rounds.map((round) => round[name].ms)) / 1000).toFixed(2)} s`,
      `${Math.round(peak(rounds, name) / 1e6)} MB`,
    ],
  })),
})
