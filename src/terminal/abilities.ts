type Env = Readonly<Record<string, string | undefined>>

const isDumb = ({ TERM }: Env): boolean => TERM === 'dumb'

/** Whether lines can be drawn again in place. A job's log keeps every drawing, whatever it says it is. */
export const isLiveTerminal = (stream: { readonly isTTY?: boolean }, env: Env): boolean =>
  stream.isTTY === true && !isDumb(env) && !env.CI

/** By no-color.org an empty variable asks for nothing. */
export const takesColor = (env: Env): boolean => !env.NO_COLOR && !isDumb(env)
