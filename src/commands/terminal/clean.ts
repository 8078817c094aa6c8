import { clean } from '../clean.js'
import type { CleanLine } from '../line/housekeeping.js'

export async function cleanInTerminal(line: CleanLine): Promise<number> {
  const { text, exitCode } = await clean({
    env: process.env,
    all: line.all,
    ...(line.run === undefined ? {} : { run: line.run }),
  })
  process.stdout.write(text)
  return exitCode
}
