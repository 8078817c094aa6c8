/** What GitHub could not evaluate: it fails the job or the step, with these words. */
export class EvaluationError extends Error {}
