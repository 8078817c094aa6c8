/** With every array and member read-only, as the domain has them. */
export type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T

/** `true satisfies Same<…>` does not compile once a schema and the domain's type drift apart, not even by a member that may be absent. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
