import type Docker from 'dockerode'
import type { VolumeMount } from '../core/domain/config.js'
import { runLabels } from './labels.js'

/** A mount's host side is a path of the runner, not the name of a volume. */
export const isPath = ({ host }: VolumeMount): boolean => /^[./~]/.test(host)

/**
 * A named volume that is not there would be made by the container's start, without a label, and stay for ever. Made here it
 * goes with the run; one that was there before is left as it is.
 */
export async function labelNewVolumes(
  docker: Docker,
  runId: string,
  mounts: readonly VolumeMount[],
): Promise<void> {
  for (const mount of mounts.filter((one) => !isPath(one)))
    await docker.createVolume({ Name: mount.host, Labels: runLabels(runId) })
}
