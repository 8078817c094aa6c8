export declare const xoshiro: (words: readonly number[]) => () => number
