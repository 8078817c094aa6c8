/** A step failed, and has said why. */
export class StepFailure extends Error {}
