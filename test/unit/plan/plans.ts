import type { Config } from '../../../src/core/domain/config.js'
import type { PlanDocument, Travel } from '../../../src/core/domain/plan.js'
import { makePlanDocumentOf } from '../../../src/core/plan/make-plan-document.js'
import type { Runners } from '../../../src/core/plan/sharing/share-out.js'
import { parsedConfig } from '../config/parsed.js'

export const threeServices = (): Config =>
  parsedConfig(`version: 1
defaults: { samples: { min: 2, max: 4 }, run: { port: 80 } }
services:
  api:
    baseline: { dockerfile: a.Dockerfile, builds: { warm: true } }
    candidate: { dockerfile: b.Dockerfile, builds: { warm: true } }
    load: { path: /, rate: 50/s, duration: 10s }
    smoke: { one: [{ http: GET / }], two: [{ run: pytest, timeout: 20m }] }
  web:
    baseline: { image: "web:1" }
    candidate: { image: "web:2" }
    smoke: { one: [{ tcp: 80 }] }
  worker: { baseline: { process: node worker.js }, candidate: { image: "worker:2" }, smoke: { all: [{ tcp: 80 }] } }
`)

interface PlanOf {
  readonly config?: Config
  readonly travel?: Travel
}

export const planOf = (
  runners: Runners,
  { config = threeServices(), travel = { by: 'archive' } }: PlanOf = {},
): PlanDocument =>
  makePlanDocumentOf({
    version: '0.0.0',
    config,
    scope: { by: 'all' },
    unchanged: [],
    rules: { runners, whole: false },
    travel,
    remembered: () => undefined,
  })
