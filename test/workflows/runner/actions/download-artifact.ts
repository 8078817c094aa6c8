import { join, resolve } from 'node:path'
import { type Artifact, putPlain } from '../hub/artifacts.js'
import { isYes, type StandIn } from './stand-in.js'

export const downloadArtifact: StandIn = {
  versions: { '37930b1c2abaa49bbe596cd826c3c89aef350131': 'v7.0.0' },
  inputs: { name: '', pattern: '', path: '', 'merge-multiple': 'false' },
  run: async ({ task, inputs }) => {
    const { name = '', pattern = '' } = inputs
    const { artifacts } = task.job.leg.frame.run
    const into = resolve(task.job.folders.workspace, inputs.path ?? '')
    const found = name === '' ? artifacts.matching(pattern || '*') : named(artifacts.all, name)
    // Since v5 a pattern that matches one artifact is taken for its name: no folder is made for it.
    const isFlat = found.length === 1 || isYes(inputs['merge-multiple'])
    for (const artifact of found)
      for (const file of artifact.files)
        await putPlain(join(artifact.folder, file), join(into, isFlat ? '' : artifact.name, file))
    task.log.tell('info', `Total of ${found.length} artifact(s) downloaded`)
    task.outputs.set('download-path', into)
  },
}

function named(all: readonly Artifact[], name: string): readonly Artifact[] {
  const found = all.filter((artifact) => artifact.name === name)
  if (found.length > 0) return found
  throw new Error(`Unable to download artifact(s): Artifact not found for name: ${name}`)
}
