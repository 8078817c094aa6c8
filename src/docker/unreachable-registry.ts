/** What engines and builders say when a registry could not be asked at all: the network's fault, not the image's. */
const unreachable =
  /no such host|connection refused|connection reset|i\/o timeout|TLS handshake timeout|network is unreachable|no route to host|temporary failure in name resolution|server misbehaving|context deadline exceeded|Client\.Timeout exceeded|proxyconnect/i

export const isUnreachableRegistry = (message: string): boolean => unreachable.test(message)
