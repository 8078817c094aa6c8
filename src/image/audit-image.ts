import type { Finding } from '../core/domain/finding.js'
import type { ImageContents } from './contents.js'
import { auditBinaries } from './elf/audit/audit-binaries.js'
import type { ImagePackages } from './packages/find-packages.js'
import { auditStart } from './start/audit-start.js'
import type { ImageView } from './view/image-view.js'

/** What of the image does not start or cannot be loaded, gravest first. Other systems' images are not judged. */
export function auditImage(
  contents: ImageContents,
  view: ImageView,
  packages: ImagePackages,
): readonly Finding[] {
  if (!contents.image.platform.startsWith('linux/')) return []
  return [...auditStart(contents, view, packages), ...auditBinaries(contents, view, packages)]
}
