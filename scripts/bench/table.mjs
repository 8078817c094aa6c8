const number = {
  ms: (value) => {
    if (value >= 1000) return `${(value / 1000).toFixed(1)} s`
    return `${value.toFixed(Math.abs(value) < 20 ? 1 : 0)} ms`
  },
  bytes: (value) => `${(value / 1e6).toFixed(2)} MB`,
  '×': (value) => `${value.toFixed(2)}×`,
  '%': (value) => `${value.toFixed(1)} %`,
  power: (value) => value.toFixed(2),
  count: (value) => String(value),
}

const shown = ({ value, unit }) => number[unit](value)

export const isReached = ({ effect, target }) =>
  target.atLeast === undefined ? effect.value <= target.atMost : effect.value >= target.atLeast

const effectCell = ({ effect, other }) => {
  if (other === undefined) return ''
  const sign = effect.unit === 'ms' && effect.value >= 0 ? '+' : ''
  const range =
    effect.least === undefined
      ? ''
      : ` (${effect.least.toFixed(2)} to ${shown({ ...effect, value: effect.most })})`
  const ratio = effect.ratio === undefined ? '' : ` (${number['×'](effect.ratio)})`
  return `${sign}${shown(effect)}${range}${ratio}`
}

const targetCell = ({ effect, target }) =>
  target.atLeast === undefined
    ? `≤ ${number[effect.unit](target.atMost)}`
    : `≥ ${number[effect.unit](target.atLeast)}`

const cells = (row) => [
  row.bench,
  row.what,
  shown(row.ours),
  row.other === undefined ? '' : `${row.other.name} ${shown(row.other)}`,
  effectCell(row),
  targetCell(row),
  isReached(row) ? 'yes' : 'NO',
]

const HEAD = ['bench', 'what', 'ours', 'against', 'effect', 'target', 'reached']

const aligned = (lines) => {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  )
}

const breakdownLines = ({ title, parts }) => [
  `${title}:`,
  ...aligned(parts.map(({ name, ms, cells }) => ['', name, ...(cells ?? [`${(ms / 1000).toFixed(2)} s`])])),
]

/** The whole outcome as plain text. */
export const renderTable = ({ machine, load, rows, breakdowns }) =>
  [
    ...aligned(Object.entries(machine)),
    `load average ${load.before} before, ${load.after} after`,
    '',
    ...aligned([HEAD, ...rows.map(cells)]),
    ...breakdowns.flatMap((breakdown) => ['', ...breakdownLines(breakdown)]),
    '',
  ].join('\n')
