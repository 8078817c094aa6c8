import { type BuildRequest, type Built, cancelled } from './build-request.js'
import { buildWithBuildx } from './build-with-buildx.js'
import { buildWithEngine } from './build-with-engine.js'
import { checkSource } from './check-source.js'

/** Builds a variant's image into the engine's own store, under the tag and with the labels asked for. */
export async function buildImage(request: BuildRequest): Promise<Built> {
  const { builder, signal } = request
  const failure = await checkSource(request)
  if (failure !== undefined) return { outcome: 'failed', failure }
  if (signal.aborted) return { outcome: 'failed', failure: cancelled }
  return builder.by === 'buildx' ? buildWithBuildx(request, builder) : buildWithEngine(request)
}
