/** Processor time of this whole process since then. */
export const spentSince = (usage) => {
  const { user, system } = process.cpuUsage(usage)
  return (user + system) / 1000
}
