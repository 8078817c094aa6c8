import type { Shelf } from '../hub/hub.js'
import { cacheRestore, cacheSave } from './cache.js'
import { checkout } from './checkout.js'
import { downloadArtifact } from './download-artifact.js'
import type { StandIn } from './stand-in.js'
import { uploadArtifact } from './upload-artifact.js'

const standIns: Readonly<Record<string, StandIn>> = {
  'actions/checkout': checkout,
  'actions/upload-artifact': uploadArtifact,
  'actions/download-artifact': downloadArtifact,
  'actions/cache/restore': cacheRestore,
  'actions/cache/save': cacheSave,
}

/** Nothing where it is another action, or a version of it whose interface is not known here. */
export function findStandIn(uses: string): StandIn | undefined {
  const [name = '', commit = ''] = uses.split('@')
  const standIn = standIns[name]
  return standIn?.versions[commit] === undefined ? undefined : standIn
}

export const isStoodIn = (shelf: Shelf, uses: string): boolean =>
  uses in shelf.actions || findStandIn(uses) !== undefined

/** For whoever compares a pin with the version that is written beside it. */
export function versionOf(uses: string): string | undefined {
  const [name = '', commit = ''] = uses.split('@')
  return standIns[name]?.versions[commit]
}
