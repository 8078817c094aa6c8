/** Where an engine puts files of its own when it makes a container; what an image has there nobody sees. */
export const masked: ReadonlySet<string> = new Set([
  '.dockerenv',
  'dev/console',
  'etc/hostname',
  'etc/hosts',
  'etc/mtab',
  'etc/resolv.conf',
])
