export declare const xoshiro: (words: readonly number[]) => () => number
export declare const randomOf: (seed: number) => {
  readonly uniform: () => number
  readonly normal: () => number
  readonly below: (most: number) => number
}
