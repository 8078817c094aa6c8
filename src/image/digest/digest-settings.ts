export interface DigestSettings {
  readonly blockBytes: number
  readonly windowBytes: number
  readonly level: number
  /** So many may be over and still hold their windows. */
  readonly mostDeflaters: number
}

export const settings: DigestSettings = {
  blockBytes: 1024 * 1024,
  windowBytes: 32 * 1024,
  // What engines use when they push a layer.
  level: 6,
  mostDeflaters: 64,
}
