/** What of the server's own moments an observer should find: an open port, or that it serves. */
export const momentOf = (name) => {
  if (name === 'nobody') return undefined
  return name.includes('tcp') ? 'listenAt' : 'readyAt'
}
