import { fileNameOf, folderOf } from './file-paths.js'

/** What a migration to a smaller base is called in the name of a Dockerfile. */
export const candidateMarks: readonly string[] = ['alpine', 'slim', 'distroless']

/** Folders that hold Dockerfiles and say nothing of the service, and whose Dockerfiles are built from beside them. */
const dockerFolders = new Set(['docker', '.docker', 'dockerfiles', 'build', '.'])

export const isDockerFolder = (folder: string): boolean => dockerFolders.has(fileNameOf(folder))

/** `backend.Dockerfile`, `Dockerfile.backend` and `backend/Dockerfile` are all of the service `backend`. */
export function serviceNameFor(dockerfile: string | undefined): string {
  if (dockerfile === undefined) return 'service'
  const parts = fileNameOf(dockerfile)
    .split('.')
    .filter((part) => !/^(?:docker|container)file$/i.test(part) && !candidateMarks.includes(part))
  const folders = folderOf(dockerfile)
    .split('/')
    .filter((folder) => folder !== '..' && !isDockerFolder(folder))
  return [parts.join('.'), folders.at(-1) ?? ''].map(asName).find((name) => name !== '') ?? 'service'
}

const asName = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
    .slice(0, 40)
