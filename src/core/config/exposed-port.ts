import { readInstructions, substitute } from '../dockerfile/instructions.js'

/** The first TCP port that the last stage of a Dockerfile exposes, itself or by the stage it begins from. */
export function exposedPort(dockerfile: string): number | undefined {
  const stages = new Map<string, Stage>()
  const globals = new Map<string, string>()
  let current: Stage | undefined
  for (const { keyword, rest } of readInstructions(dockerfile)) {
    if (keyword === 'FROM') {
      const [from = '', name] = rest.replace(/^--\S+\s+/, '').split(/\s+as\s+/i)
      const parent = stages.get(from.trim().toLowerCase())
      current = parent
        ? { ...parent, variables: new Map(parent.variables) }
        : { port: undefined, variables: new Map() }
      if (name !== undefined) stages.set(name.trim().toLowerCase(), current)
    } else if (keyword === 'ARG' || keyword === 'ENV') {
      setVariables(current?.variables ?? globals, keyword, rest, globals)
    } else if (keyword === 'EXPOSE' && current) {
      current.port ??= firstTcpPort(rest, current.variables)
    }
  }
  return current?.port
}

interface Stage {
  port: number | undefined
  readonly variables: Map<string, string>
}

function setVariables(
  variables: Map<string, string>,
  keyword: 'ARG' | 'ENV',
  rest: string,
  globals: ReadonlyMap<string, string>,
): void {
  const pairs = [...rest.matchAll(/([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S*)/g)]
  for (const [, name = '', value = ''] of pairs) variables.set(name, value.replace(/^["']|["']$/g, ''))
  if (pairs.length > 0) return
  const [name = '', ...value] = rest.split(/\s+/)
  // `ENV NAME value` is the old form; `ARG NAME` takes what was given before the first stage.
  const given = keyword === 'ENV' ? value.join(' ') : globals.get(name)
  if (given !== undefined) variables.set(name, given)
}

function firstTcpPort(rest: string, variables: ReadonlyMap<string, string>): number | undefined {
  for (const word of substitute(rest, (name) => variables.get(name)).split(/\s+/)) {
    const match = /^(\d{1,5})(?:-\d{1,5})?(?:\/tcp)?$/i.exec(word)
    const port = Number(match?.[1])
    if (match && port >= 1 && port <= 65_535) return port
  }
  return undefined
}
