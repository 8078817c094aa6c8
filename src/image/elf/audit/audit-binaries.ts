import type { Finding } from '../../../core/domain/finding.js'
import type { ImageContents } from '../../contents.js'
import type { ImagePackages } from '../../packages/find-packages.js'
import type { ImageView } from '../../view/image-view.js'
import { gather } from './matter.js'
import { auditModules } from './modules.js'
import { auditPreloads } from './preloads.js'
import { auditPrograms } from './programs.js'
import { auditScripts } from './scripts.js'
import { lookAround } from './surroundings.js'

/** What of the programs, libraries and scripts of an image cannot be loaded in it, one finding for one cause. */
export function auditBinaries(
  contents: ImageContents,
  view: ImageView,
  packages: ImagePackages,
): readonly Finding[] {
  const around = lookAround(contents, view, packages)
  const programs = auditPrograms(around)
  const matters = [
    ...programs.matters,
    ...auditModules(around, programs.reached),
    ...auditScripts(around, contents.config),
  ]
  return [
    ...auditPreloads(around),
    ...gather(matters, packages).map((one): Finding => ({ tag: 'image-binary', ...one })),
  ]
}
