"use strict";exports.id=100,exports.ids=[100],exports.modules={4100:((S,m,i)=>{i.d(m,{init:()=>x});var h=i(6760);function p(e,t,n){const r=e.length>0?e.map(a=>g(a,t)):[w];return`# yaml-language-server: $schema=${n}
# What container-migrate compares, and what must hold. Paths are relative to the repository's root.
version: 1

services:
${r.join(`
`)}`}function g(e,t){const n=t[e.candidate]??t[e.baseline];return`  ${s(e.service)}:
    baseline:
      dockerfile: ${s(e.baseline)}
      context: ${s(e.context)}
    candidate:
      dockerfile: ${s(e.candidate)}
      context: ${s(e.context)}
${u(n)}`}const w=`  my-service:
    baseline:
      dockerfile: Dockerfile            # what runs today
    candidate:
      dockerfile: Dockerfile.alpine     # what it shall move to
${u(void 0)}`;function u(e){return`    run:
      port: ${e??8e3}${e!==void 0?"":"                        # where the service listens"}
    # ready:
    #   http: /health                   # first good answer; without it: when the port accepts connections
    # smoke:
    #   api:
    #     - http: GET /health
    #       status: 200
    #   runtime:
    #     - run: npm test               # on the runner, with BASE_URL set
    budgets:
      image-size: { migration: { fail: 0% } }       # may not grow
      startup: { migration: { warn: 25%, fail: 100% } }
`}const s=e=>/^[A-Za-z0-9_./-]+$/.test(e)&&!/^[\d.-]+$/.test(e)?e:JSON.stringify(e),v=`name: container-migrate

on:
  pull_request:

permissions:
  contents: read
  pull-requests: write   # for the comment; without it the report is in the job summary only

concurrency:
  group: container-migrate-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  compare:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v6
      - uses: org/container-migrate@v1
`;var l=i(295),$=i(4926),k=i(2742),y=i(4245);const b="https://raw.githubusercontent.com/org/container-migrate/v1/schema/config.schema.json",d=".github/workflows/container-migrate.yml";async function x({cwd:e,print:t}){const{discovery:n,ports:r}=await(0,k.q)(e),a=[{path:l.FG[0],taken:l.FG,text:p(n.pairs,r,b)},{path:d,taken:[d],text:v}],o=[...n.pairs.flatMap(({assumptions:c})=>c),...n.notes];n.pairs.length===0&&o.push("No pair such as Dockerfile beside Dockerfile.alpine was found: the proposed config holds a placeholder.");for(const{path:c,taken:D,text:f}of a)t?o.push("",`# ${c}`,f.trimEnd()):o.push(await j(e,c,D,f));return t||o.push("","next: complete the config, then container-migrate doctor and container-migrate compare"),{text:`${o.join(`
`)}
`,exitCode:y.hS.pass}}async function j(e,t,n,r){for(const o of n)if(await(0,l.t2)((0,h.join)(e,o)))return`kept     ${o}: it is there already (init --print shows the proposal)`;return await(0,$.qf)((0,h.join)(e,t),r)==="written"?`written  ${t}`:`kept     ${t}: it is there already`}})};
