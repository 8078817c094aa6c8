/** Paths in a config use slashes on every machine, so these need nothing of the machine. */
export function folderOf(path: string): string {
  const end = path.lastIndexOf('/')
  if (end < 0) return '.'
  return end === 0 ? '/' : path.slice(0, end)
}

export const fileNameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
