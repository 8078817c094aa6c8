/** A small JSONPath, enough to name what may differ between two answers: `$.a.b`, `$.items[*].id`, `$.items[0]`, `$..id`. */
export type JsonPath = readonly Step[]

interface Step {
  readonly select: 'member' | 'every'
  readonly key: string | number
  /** `..`: at any depth below. */
  readonly deep: boolean
}

const piece =
  /^(?<dots>\.\.?)(?:(?<star>\*)|(?<name>[^.[\]'"*\s]+))|^\[(?:(?<every>\*)|(?<index>\d+)|(?<quoted>'[^']*'|"[^"]*"))\]/

/** Undefined where the text is none of these. */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined
  const steps: Step[] = []
  let rest = text.slice(1)
  while (rest !== '') {
    const found = piece.exec(rest)
    if (found?.groups === undefined) return undefined
    const { dots, star, name, every, index, quoted } = found.groups
    const key = name ?? quoted?.slice(1, -1) ?? (index === undefined ? '*' : Number(index))
    steps.push({ select: (star ?? every) ? 'every' : 'member', key, deep: dots === '..' })
    rest = rest.slice(found[0].length)
  }
  return steps
}

/** Stands where an array held something ignored, so that the places and the number of the others stay. */
export const ignored = Symbol('ignored')

/** A copy without what the path names; the value itself is left as it is. */
export function withoutPath(value: unknown, path: JsonPath, at = 0): unknown {
  const step = path[at]
  if (step === undefined) return ignored
  const visit = (key: string | number, child: unknown): unknown => {
    const deeper = step.deep ? withoutPath(child, path, at) : child
    return step.select === 'every' || step.key === key ? withoutPath(deeper, path, at + 1) : deeper
  }
  if (Array.isArray(value)) return value.map((child: unknown, index) => visit(index, child))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, child]) => [key, visit(key, child)] as const)
      .filter(([, child]) => child !== ignored),
  )
}
