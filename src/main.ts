/** The bundle's one door: each entry is loaded only when it is the one that runs. */
export const entries = {
  action: async () => (await import('./action.js')).runAction(),
  post: async () => (await import('./post.js')).runPost(),
  cli: async () => (await import('./cli.js')).runCli(process.argv.slice(2)),
}
