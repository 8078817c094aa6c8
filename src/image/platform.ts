const architectures: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  armhf: 'arm/v7',
  armel: 'arm/v6',
  i386: '386',
  // As Node calls the machine it runs on.
  x64: 'amd64',
  ia32: '386',
}

/** Variants that an architecture has anyway, so that people leave them out. */
const implied: Readonly<Record<string, string>> = { amd64: 'v1', arm64: 'v8', arm: 'v7' }

/** Whether an image for `held` is what somebody who asks for `wanted` means; `arm` alone takes any arm. */
export function matchesPlatform(held: string, wanted: string): boolean {
  const one = partsOf(held)
  const other = partsOf(wanted)
  if (one.os !== other.os || one.architecture !== other.architecture) return false
  return other.variant === undefined || withImplied(one) === other.variant
}

/** With its variant spelled out, so that two names of one platform are equal. */
export function canonical(platform: string): string {
  const parts = partsOf(platform)
  return [parts.os, parts.architecture, withImplied(parts)].join('/')
}

interface Parts {
  readonly os: string
  readonly architecture: string
  readonly variant: string | undefined
}

function partsOf(platform: string): Parts {
  // An architecture alone means Linux, as it does to the engine.
  const text = platform.includes('/') ? platform : `linux/${platform}`
  const [os = '', named = '', variant] = text.toLowerCase().split('/')
  const [architecture = '', namedVariant] = (architectures[named] ?? named).split('/')
  return { os, architecture, variant: variant ?? namedVariant }
}

const withImplied = (parts: Parts): string | undefined => parts.variant ?? implied[parts.architecture]
