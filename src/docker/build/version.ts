/** Whether `0.13.1+ds1` or `v0.29.1-desktop.1` is at least a release, given as [0, 13]. No version is never enough. */
export function isAtLeast(version: string | undefined, [major, minor]: readonly [number, number]): boolean {
  const found = /^v?(\d+)\.(\d+)/.exec(version ?? '')
  if (!found) return false
  const [foundMajor, foundMinor] = [Number(found[1]), Number(found[2])]
  return foundMajor > major || (foundMajor === major && foundMinor >= minor)
}
