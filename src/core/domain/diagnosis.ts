/** One thing a preflight looked at on this machine. */
export interface Diagnosis {
  readonly about: 'engine' | 'engine-version' | 'builder' | 'disk' | 'base-image' | 'config'
  readonly level: 'good' | 'warn' | 'bad'
  /** What was found, one sentence. Foreign text may be in it: escape where rendered. */
  readonly message: string
  /** What to do; present unless good. */
  readonly fix?: string
}
