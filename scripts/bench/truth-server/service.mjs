/** One service of the truth server through the product's own config and preparation: its plan, its launchers, its context. */
export const prepareService = async (
  stand,
  { ready, baseline, candidate = baseline, samples, budgets = {} },
) => {
  const { image, engine, sources, signal, env } = stand
  const variant = (settings) => ({
    image,
    run: { env: Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)])) },
  })
  const text = JSON.stringify({
    version: 1,
    services: {
      truth: {
        baseline: variant(baseline),
        candidate: variant(candidate),
        run: { port: 8080 },
        ready: { ...ready, timeout: '30s' },
        samples,
        budgets,
      },
    },
  })
  const parsed = sources.parseConfig(text, 'bench')
  if (parsed.outcome !== 'parsed') throw new Error(parsed.errors.map(({ message }) => message).join('\n'))
  const { config } = parsed
  const plan = sources.makePlan(config)
  const context = {
    engine,
    services: config.services,
    cwd: '.',
    env,
    parallel: 1,
    signal,
    onProgress: () => {},
  }
  const { facts: prepared, launchers } = await sources.prepareVariants(plan.prepare, context)
  const failed = prepared.find(({ failure }) => failure !== undefined)
  if (failed) throw new Error(failed.failure.message)
  return { config, plan, context, prepared, launchers }
}
