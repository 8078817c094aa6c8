import { readInstructions } from '../dockerfile/instructions.js'

/** The path that the health check of a Dockerfile's last stage asks its own container for, itself or by the stage it begins from. */
export function healthPath(dockerfile: string): string | undefined {
  const stages = new Map<string, string | undefined>()
  let path: string | undefined
  let name: string | undefined
  for (const { keyword, rest } of readInstructions(dockerfile)) {
    if (keyword === 'FROM') {
      if (name !== undefined) stages.set(name, path)
      const [from = '', as] = rest.replace(/^--\S+\s+/, '').split(/\s+as\s+/i)
      path = stages.get(from.trim().toLowerCase())
      name = as?.trim().toLowerCase()
    } else if (keyword === 'HEALTHCHECK') path = askedPath(rest)
  }
  return path
}

/** Only plain ones: what a shell or a template makes of others is not known here. */
const askedPath = (command: string): string | undefined =>
  /\bhttps?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::[\w${}]+)?(\/[\w./~-]*)(?=["'\s,;|)\]]|$)/.exec(
    command,
  )?.[1]
