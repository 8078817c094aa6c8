/** Finds the engine that the docker client would use, or installs and starts one on a bare Debian or Ubuntu. */
export declare const ensureEngine: (options?: {
  log?: (line: string) => void
}) => Promise<{ host: string; started: boolean }>
