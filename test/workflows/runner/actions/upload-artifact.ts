import { resolve } from 'node:path'
import { filesToUpload } from './files-to-upload.js'
import { isYes, linesOf, type StandIn } from './stand-in.js'

export const uploadArtifact: StandIn = {
  versions: { b7c566a772e6b6bfb58ed0dc250532a479d7789f: 'v6.0.0' },
  inputs: {
    name: 'artifact',
    path: '',
    'if-no-files-found': 'warn',
    'retention-days': '0',
    'compression-level': '6',
    overwrite: 'false',
    'include-hidden-files': 'false',
  },
  run: async ({ task, inputs }) => {
    const { name = '', 'if-no-files-found': ifNone = '', 'compression-level': level = '' } = inputs
    const { run } = task.job.leg.frame
    checkName(name)
    if (inputs.path === '') throw new Error('Input required and not supplied: path')
    if (!['warn', 'error', 'ignore'].includes(ifNone))
      throw new Error('Unrecognized if-no-files-found input. Valid values are warn, error, ignore')
    if (!/^[0-9]$/.test(level)) throw new Error('Invalid compression-level. Valid values are 0-9')
    const patterns = linesOf(inputs.path).map((path) => resolve(task.job.folders.workspace, path))
    const { root, names } = filesToUpload(patterns, isYes(inputs['include-hidden-files']))
    if (names.length === 0) {
      const message = `No files were found with the provided path: ${inputs.path}. No artifacts will be uploaded.`
      if (ifNone === 'error') throw new Error(message)
      return task.log.tell(ifNone === 'ignore' ? 'info' : 'warning', message)
    }
    if (isYes(inputs.overwrite)) await run.artifacts.remove(name)
    const about = { attempt: run.attempt, retentionDays: Number(inputs['retention-days']) || 90 }
    const added = await run.artifacts.add(name, root, names, about)
    if (added === undefined)
      throw new Error(
        'Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run',
      )
    task.outputs.set('artifact-id', String(run.artifacts.all.length))
    task.log.tell('info', `Artifact ${name} has been successfully uploaded! ${added.sizeBytes} bytes`)
  },
}

function checkName(name: string): void {
  if (name === '') throw new Error('Provided artifact name input during validation is empty')
  const [bad] = /[":<>|*?\r\n\\/]/.exec(name) ?? []
  if (bad !== undefined)
    throw new Error(`The artifact name is not valid: ${name}. Contains the following character: ${bad}`)
}
