const movingTag = /^(?:latest|stable|edge|nightly|main|master|dev|current|lts)(?:-|$)/

/** A name whose image is replaced as time goes by. A tag with a version moves too, but within what it promises. */
export function isFloating(name: string): boolean {
  if (name.includes('@')) return false
  const tag = /:([^/:]+)$/.exec(name)?.[1]
  return tag === undefined || movingTag.test(tag)
}
