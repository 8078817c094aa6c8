import type { Level } from '../../../core/domain/finding.js'
import type { ImageConfig } from '../../image-config.js'
import { findProgram } from '../../start/program.js'
import { interpretersOf } from '../../start/started.js'
import type { ViewFile } from '../../view/image-view.js'
import type { FileMatter } from './matter.js'
import type { Surroundings } from './surroundings.js'

/** Scripts that somebody calls: what the container starts with, what lies in the search path, and the application's own. */
export function auditScripts(around: Surroundings, config: ImageConfig): readonly FileMatter[] {
  const matters: FileMatter[] = []
  for (const file of around.view.files()) {
    const { interpreter, endsInCarriageReturn } = file.inode.entry.captured ?? {}
    if (file.kind !== 'file' || interpreter === undefined || (file.mode & 0o111) === 0) continue
    const level = levelOf(file, around, config)
    if (level === undefined) continue
    const base = { path: file.path, file, level, isStarted: around.isStarted(file) }
    if (endsInCarriageReturn) {
      matters.push({ ...base, kind: 'script-carriage-return', wanted: interpreter })
      continue
    }
    for (const wanted of interpretersOf(interpreter)) {
      const found = findProgram(wanted, around.view, { ...config, workingDir: '/' })
      if (found.outcome === 'found' || found.outcome === 'unknown') continue
      const link = found.outcome === 'absent' ? found.link : undefined
      const has = found.outcome === 'absent' ? undefined : noInterpreter[found.outcome]
      matters.push({
        ...base,
        kind: 'script-interpreter-absent',
        wanted,
        ...(link && { link }),
        ...(has && { has }),
      })
      break
    }
  }
  return matters
}

const noInterpreter = { folder: 'a folder', 'not-executable': 'not executable' } as const

function levelOf(file: ViewFile, around: Surroundings, { workingDir }: ImageConfig): Level | undefined {
  const { path } = file
  if (around.isStarted(file)) return 'fail'
  if (around.isInPath(path)) return around.isOfSystem(path) ? 'note' : 'warn'
  const home = workingDir.replace(/^\/+|\/+$/g, '')
  const isOfApplication = home !== '' && path.startsWith(`${home}/`)
  const isVendored = /(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor|\.git)\//.test(path)
  return isOfApplication && !isVendored ? 'note' : undefined
}
