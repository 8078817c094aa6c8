/** Headers of one connection or one moment: they say nothing about how a service behaves. */
const momentary = new Set([
  'age',
  'alt-svc',
  'connection',
  // Follows from the body, which has its own comparison and its own list of what to ignore.
  'content-length',
  'date',
  'keep-alive',
  'server-timing',
  'transfer-encoding',
  'x-process-time',
  'x-response-time',
  'x-runtime',
])

/** Headers whose value is drawn or stamped anew, but which a service either sends or does not. */
const stamped = new Set([
  'etag',
  'expires',
  'last-modified',
  'request-id',
  'set-cookie',
  'traceparent',
  'tracestate',
  'x-correlation-id',
  'x-request-id',
  'x-trace-id',
])

/** How far a header of two answers can be held together. */
export function comparable(name: string): 'value' | 'presence' | 'nothing' {
  if (momentary.has(name)) return 'nothing'
  return stamped.has(name) ? 'presence' : 'value'
}
