// A side that was quick because it did less must not win: what each side found is checked before its time counts.

/** The record of our side, or an error that says what it lacks. */
export const completeRecord = (json, pairs) => {
  const record = JSON.parse(json)
  const { measurements, cells } = record.facts
  for (const role of ['baseline', 'candidate']) {
    const counted = (metric) =>
      measurements
        .filter((one) => one.ref.role === role && one.metric === metric)
        .flatMap(({ samples }) => samples)
        .filter(({ value, warmUp }) => value !== undefined && !warmUp).length
    const expected = { startup: pairs, 'memory-idle': pairs, 'image-size': 1, 'pull-size': 1 }
    for (const [metric, count] of Object.entries(expected))
      if (counted(metric) !== count)
        throw new Error(`compare: our ${role} has ${counted(metric)} of ${count} samples of ${metric}`)
    const passed = cells.some(
      (cell) => cell.role === role && cell.checks.length === 1 && cell.checks[0].outcome === 'passed',
    )
    if (!passed) throw new Error(`compare: the smoke check did not pass on our ${role}`)
  }
  return record
}

/** Throws where the script's table lacks a row, or holds one without its numbers. */
export const completeTable = (text, pairs) => {
  const rows = text.trim().split('\n').slice(1)
  const isWhole = (row) => /^\d+\t(baseline|candidate)\t\d+\t[\d.]+\w+ \/ [\d.]+\w+\t\d+\t200$/.test(row)
  const whole = rows.filter(isWhole).length
  if (whole !== 2 * pairs)
    throw new Error(`compare: the script wrote ${whole} of ${2 * pairs} rows:\n${text}`)
}

/** Splits the time of our starts: what a start itself took, and what came after it. */
export const startParts = ({ facts }) => {
  const timed = facts.starts.filter(({ purpose }) => purpose === 'timed')
  const total = (value) => timed.reduce((sum, start) => sum + value(start), 0)
  const createMs = total(({ createdMs }) => createdMs)
  const startMs = total(({ createdMs, startedMs }) => startedMs - createdMs)
  const readyMs = total(({ startedMs, readyMs }) => readyMs - startedMs)
  return (phases) =>
    new Map([
      ['create', createMs],
      ['start', startMs],
      ['until ready', readyMs],
      ['memory and removal', phases.get('starts') - createMs - startMs - readyMs],
    ])
}
