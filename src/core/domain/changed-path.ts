/** A path that differs between two states of a repository, from its top, with `/`. */
export interface ChangedPath {
  readonly path: string
  /** A folder whose inside Git does not tell of: a submodule, another repository. */
  readonly isFolder?: true
}
