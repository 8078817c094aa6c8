export type ElfLine = readonly [path: string, needed: readonly string[], requires: readonly string[]]

export function parseReadelf(
  text: string,
): Map<string, { readonly needed: readonly string[]; readonly requires: readonly string[] }>

export function differences(facts: readonly ElfLine[], text: string): readonly ElfLine[]
