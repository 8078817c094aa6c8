/** Milliseconds since 1970, with what lies below them, of a time as the engine writes it; undefined for its "never" too. */
export function parseEngineTime(text: string): number | undefined {
  const [, seconds, fraction = '', zone] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? []
  if (seconds === undefined || zone === undefined) return undefined
  const wholeMs = Date.parse(`${seconds}${zone}`)
  return wholeMs > 0 ? wholeMs + Number(`0${fraction || '.0'}`) * 1000 : undefined
}
