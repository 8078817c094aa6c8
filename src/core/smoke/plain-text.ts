// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal codes are control characters
const unspoken = /\u0000|\r$|\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/gm

/**
 * A log as a reader knows it: without colours in the midst of words, and with the letters alone of what was printed in
 * UTF-16.
 */
export const plainText = (log: string): string => log.replace(unspoken, '')

/** Whether a log says this, in its own bytes or as people read it. */
export const says = (log: string, text: string): boolean =>
  log.includes(text) || plainText(log).includes(text)
