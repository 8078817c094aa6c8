/** A name without the versions in it: `libicu` of `libicu72`, `postgresql-client` of `postgresql-client-15`. Lower case in, lower case out. */
export function stemOf(name: string): string {
  const stem = name
    .replace(/t64$/, '')
    .replace(/-?\d+(?:\.\d+)*(?=-)/g, '')
    .replace(/(?:-?v?\d[\d.]*(?:v\d+|[a-z])?)+$/, '')
  return stem.length >= 2 ? stem : name
}
