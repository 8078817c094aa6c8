/** The pull request's newest commit, in its events and in the stand-in's answers. */
export const headCommit = 'b'.repeat(40)
