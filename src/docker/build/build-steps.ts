/** The instruction of `[runtime 2/4] RUN make`; undefined for the builder's own work. */
export const instructionOf = (stepName: string): string | undefined =>
  /^\[(?:[^\]]+ )?\d+\/\d+\] (.+)$/s.exec(stepName)?.[1]

/**
 * The steps that facts count: instructions that make a layer. FROM is none of them: its layers are there or not for
 * reasons that say nothing of this build. Neither are ENV, CMD and the like, which the engine's own builder reports
 * as steps and BuildKit does not, nor the transfer of context and Dockerfile, which is never cached.
 */
export const isLayerStep = (stepName: string): boolean =>
  /^(RUN|COPY|ADD|WORKDIR)\b/i.test(instructionOf(stepName) ?? '')

/** Work on an image that the Dockerfile names: its failure says that the image cannot be had. */
export const isImageLookup = (stepName: string): boolean =>
  /^FROM\b/i.test(instructionOf(stepName) ?? '') ||
  /^\[(internal|context [^\]]+)\] load metadata for |^resolve image config for |^\[context [^\]]+\] (?!load )/.test(
    stepName,
  )

/** Where files of the runner travel to the builder, the Dockerfile and the ignore file left out. */
export const isContextTransfer = (stepName: string): boolean =>
  stepName === '[internal] load build context' || /^\[context [^\]]+\] load from client$/.test(stepName)

/** A cache that cannot be read or written makes a build slower, and is never why it failed. */
export const isCacheWork = (stepName: string): boolean =>
  /^importing cache manifest from |^exporting (cache )?to (GitHub Actions Cache|client|registry|inline)/i.test(
    stepName,
  )
