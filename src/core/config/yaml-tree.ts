import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
} from 'yaml'
import type { Located, Mark, Path } from './positions.js'

export interface Tree {
  readonly value: unknown
  readonly located: Located
  readonly errors: readonly TreeError[]
  /** False where values were left out for their number or depth, so that nothing can be said about the rest. */
  readonly complete: boolean
}

interface TreeError {
  readonly mark: Mark
  readonly path: Path
  readonly message: string
}

const MOST_VALUES = 20_000
const MOST_LEVELS = 64

/**
 * Turns the nodes of a document into plain values, each with its mark. We do it ourselves because a position is needed
 * for every value, aliases must not multiply without end, and no key may reach an object's prototype.
 */
export function makeTree(document: Document, markAt: (offset: number) => Mark): Tree {
  const errors: TreeError[] = []
  const targets = aliasTargets(document)
  const markOf = (node: Node | null | undefined): Mark => markAt(node?.range?.[0] ?? 0)
  let values = 0
  let complete = true

  const complain = (mark: Mark, path: Path, message: string): Built => {
    errors.push({ mark, path, message })
    return { value: null, children: new Map() }
  }

  const giveUp = (node: Node, path: Path, message: string): Built => {
    if (complete) complain(markOf(node), path, message)
    complete = false
    return { value: null, children: new Map() }
  }

  const build = (node: Node, path: Path): Built => {
    values++
    if (values > MOST_VALUES) return giveUp(node, path, 'holds too many values for a config')
    if (path.length > MOST_LEVELS) return giveUp(node, path, 'is nested too deeply')
    if (isAlias(node)) {
      const target = targets.get(node)
      return target
        ? build(target, path)
        : complain(markOf(node), path, `has no anchor \`&${node.source}\` before it`)
    }
    if (isMap(node)) return buildMap(node, path)
    if (isSeq(node)) {
      const value: unknown[] = []
      const children = new Map<number, Located>()
      node.items.forEach((item, index) => {
        const built = build(item as Node, [...path, index])
        value.push(built.value)
        children.set(index, { value: markOf(item as Node), children: built.children })
      })
      return { value, children }
    }
    const value = scalarValue(node, path)
    if (typeof value === 'string' && value.includes('\0')) {
      return complain(markOf(node), path, 'holds a NUL character, which no program can be given')
    }
    return { value, children: new Map() }
  }

  const buildMap = (node: YAMLMap, path: Path): Built => {
    const value: Record<string, unknown> = {}
    const children = new Map<string, Located>()
    for (const pair of node.items as Pair<Node | null, Node | null>[]) {
      const mark = pair.key ? markOf(pair.key) : markOf(pair.value ?? node)
      const key = keyText(pair.key)
      const first = key === undefined ? undefined : children.get(key)?.key
      if (key === undefined) complain(mark, path, 'has a key that is not plain text')
      else if (first) complain(mark, [...path, key], `is here twice: it is already on line ${first.line}`)
      else if (isUnsafe(key, path))
        complain(mark, [...path, key], 'is a name that cannot be used as a key here')
      else if (key === '<<') {
        complain(mark, [...path, key], 'is not read: put what services share under `defaults`')
      } else {
        const built = pair.value ? build(pair.value, [...path, key]) : { value: null, children: new Map() }
        value[key] = built.value
        const valueMark = pair.value && built.value !== null ? markOf(pair.value) : mark
        children.set(key, { key: mark, value: valueMark, children: built.children })
      }
    }
    return { value, children }
  }

  const root = document.contents as Node
  const built = build(root, [])
  return { value: built.value, located: { value: markOf(root), children: built.children }, errors, complete }
}

interface Built {
  readonly value: unknown
  readonly children: ReadonlyMap<string | number, Located>
}

/** An alias means the last anchor of its name before it, so one walk in the order of the text finds them all. */
function aliasTargets(document: Document): ReadonlyMap<unknown, Node> {
  const anchors = new Map<string, Node>()
  const targets = new Map<unknown, Node>()
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) {
        const target = anchors.get(node.source)
        if (target) targets.set(node, target)
      } else if (node.anchor) anchors.set(node.anchor, node)
    },
  })
  return targets
}

function keyText(key: Node | null): string | undefined {
  if (!isScalar(key)) return undefined
  const text = typeof key.value === 'string' ? key.value : key.source
  return text === undefined || text === '' || text.includes('\0') ? undefined : text
}

const isUnsafe = (key: string, path: Path): boolean =>
  key === '__proto__' || (!isForeignJson(path) && (key === 'constructor' || key === 'prototype'))

function scalarValue(node: Node, path: Path): unknown {
  if (!isScalar(node)) return null
  const { value, source } = node
  // As a number, `PYTHON: 3.10` would be 3.1; what does not come back as it was typed stays as it was typed.
  if (typeof value === 'number' && source !== undefined && String(value) !== source) {
    return isForeignJson(path) && Number.isFinite(value) ? value : source
  }
  return value
}

/** Inside `body` and `json` of a check the user writes JSON of their own, not our config. */
const isForeignJson = (path: Path): boolean => {
  const [smoke, , , key] = path.slice(path[0] === 'defaults' ? 1 : 2)
  return smoke === 'smoke' && (key === 'body' || key === 'json')
}
