import type { Place } from '../variant.js'

/** What somebody could use who has the image. */
export const secretKinds = [
  'private-key',
  'key-store',
  'aws-key',
  'gcp-key',
  'azure-key',
  'github-token',
  'gitlab-token',
  'slack-token',
  'npm-token',
  'pypi-token',
  'docker-token',
  'stripe-key',
  'api-token',
  'json-web-token',
  'registry-login',
  'login',
  'password-in-url',
  'secret-value',
] as const

export type SecretKind = (typeof secretKinds)[number]

export const secretPlaces = [
  'file',
  'lower-layer',
  'environment',
  'label',
  'history',
  'build-argument',
] as const

export type SecretPlace = (typeof secretPlaces)[number]

/** What probes keep of a secret that they saw in a file: never the secret. */
export interface SecretHit {
  readonly kind: SecretKind
  /** Of the first one, from 1; absent in a binary file. */
  readonly line?: number
  /** How long the first one is; of a binary file, its bytes. */
  readonly characters: number
  /** How many of this kind the file holds. */
  readonly count: number
}

/** A secret as findings and records tell it: kind, place and length, never the value. */
export interface SecretEvidence {
  readonly kind: SecretKind
  readonly where: SecretPlace
  /** Of the file. Foreign text. */
  readonly path?: string
  readonly line?: number
  /** Of the variable, the label or the argument. Foreign text. */
  readonly name?: string
  /** Index of the layer that brought it. */
  readonly layer?: number
  /** Index of a later layer that holds the same file again, with another mode or owner only. */
  readonly againBy?: number
  /** The instruction that made that one, where the Dockerfile is known. */
  readonly againPlace?: Place
  /** Index of the later layer that hid it. */
  readonly hiddenBy?: number
  readonly characters: number
  readonly count: number
  /** Why it may well be nobody's secret: it came with a package. */
  readonly package?: string
}
