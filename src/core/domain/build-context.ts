/** A context that the builder fetches itself: a Git repository or an archive. */
export const isRemote = (context: string): boolean =>
  /^(https?|git|ssh):\/\/|^git@|^github\.com\//.test(context)

/** A named context that is no folder: an image, or another stage. */
export const isReference = (context: string): boolean =>
  /^(docker-image|oci-layout):\/\/|^target:/.test(context)
