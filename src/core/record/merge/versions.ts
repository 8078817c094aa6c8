/** Whether two versions may mean different things by the same names: by the major number, and before 1.0 by the minor one. */
export const isOtherVersion = (one: string, other: string): boolean =>
  generationOf(one) !== generationOf(other)

function generationOf(version: string): string {
  const [major = '', minor = ''] = version.split('.')
  return major === '0' ? `${major}.${minor}` : major
}
