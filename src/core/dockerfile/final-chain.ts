import type { Instruction } from '../domain/dockerfile.js'
import type { DockerfileTarget } from './copied-files.js'
import { readInstructions, substitute } from './instructions.js'

/** What makes the image: from the base on, through every stage that the target begins from. */
export interface FinalChain {
  /** The FROM that names no earlier stage, and the image it names. */
  readonly base?: { readonly image: string; readonly from: Instruction }
  /** Without FROM. */
  readonly steps: readonly Instruction[]
}

interface Stage {
  readonly name?: string
  readonly image: string
  readonly from: Instruction
  readonly parent?: Stage
  readonly steps: Instruction[]
}

export function finalChain({ dockerfile, target, buildArgs }: DockerfileTarget): FinalChain {
  const stages: Stage[] = []
  const globals = new Map<string, string>()
  const find = (name: string): Stage | undefined =>
    stages.findLast((stage) => stage.name === name.toLowerCase()) ??
    (/^\d+$/.test(name) ? stages[Number(name)] : undefined)
  for (const instruction of readInstructions(dockerfile)) {
    const { keyword, args } = instruction
    if (keyword === 'FROM') {
      const [, image = '', name] = /^(\S+)(?:\s+AS\s+(\S+))?/i.exec(args) ?? []
      const from = substitute(image, (variable) => globals.get(variable))
      const parent = find(from)
      stages.push({
        ...(name && { name: name.toLowerCase() }),
        image: from,
        from: instruction,
        ...(parent && { parent }),
        steps: [],
      })
    } else if (stages.length > 0) stages.at(-1)?.steps.push(instruction)
    else if (keyword === 'ARG') {
      for (const [, name = '', value = ''] of args.matchAll(/([A-Za-z_]\w*)(?:=("[^"]*"|'[^']*'|\S*))?/g))
        globals.set(name, buildArgs[name] ?? value.replace(/^(["'])(.*)\1$/, '$2'))
    }
  }
  const steps: Instruction[] = []
  let stage = target === undefined ? stages.at(-1) : find(target)
  for (; stage !== undefined; stage = stage.parent) {
    steps.unshift(...stage.steps)
    if (stage.parent === undefined) return { base: { image: stage.image, from: stage.from }, steps }
  }
  return { steps }
}
