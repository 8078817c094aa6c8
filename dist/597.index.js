"use strict";exports.id=597,exports.ids=[597],exports.modules={73597:((x,p,r)=>{r.r(p),r.d(p,{initInTerminal:()=>M});var g=r(76760);function i(e,o,a){const h=e.length>0?e.map(v=>f(v,o)):[m];return`# yaml-language-server: $schema=${a}
# What container-migrate compares, and what must hold. Paths are relative to the repository's root.
version: 1

services:
${h.join(`
`)}`}function f(e,o){const a=o[e.candidate]??o[e.baseline];return`  ${u(e.service)}:
    baseline:
      dockerfile: ${u(e.baseline)}
      context: ${u(e.context)}
    candidate:
      dockerfile: ${u(e.candidate)}
      context: ${u(e.context)}
${y(a)}`}const m=`  my-service:
    baseline:
      dockerfile: Dockerfile            # what runs today
    candidate:
      dockerfile: Dockerfile.alpine     # what it shall move to
${y(void 0)}`;function y(e){return`    run:
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
`}const u=e=>/^[A-Za-z0-9_./-]+$/.test(e)&&!/^[\d.-]+$/.test(e)?e:JSON.stringify(e),$=`name: container-migrate

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
`;var w=r(30295),t=r(84926),c=r(32742),n=r(74245);const s="https://raw.githubusercontent.com/org/container-migrate/v1/schema/config.schema.json",d=".github/workflows/container-migrate.yml";async function k({cwd:e,print:o}){const{discovery:a,ports:h}=await(0,c.q)(e),v=[{path:w.FG[0],taken:w.FG,text:i(a.pairs,h,s)},{path:d,taken:[d],text:$}],l=[...a.pairs.flatMap(({assumptions:E})=>E),...a.notes];a.pairs.length===0&&l.push("No pair such as Dockerfile beside Dockerfile.alpine was found: the proposed config holds a placeholder.");for(const{path:E,taken:O,text:D}of v)o?l.push("",`# ${E}`,D.trimEnd()):l.push(await P(e,E,O,D));return o||l.push("","next: complete the config, then container-migrate doctor and container-migrate compare"),{text:`${l.join(`
`)}
`,exitCode:n.hS.pass}}async function P(e,o,a,h){for(const l of a)if(await(0,w.t2)((0,g.join)(e,l)))return`kept     ${l}: it is there already (init --print shows the proposal)`;return await(0,t.qf)((0,g.join)(e,o),h)==="written"?`written  ${o}`:`kept     ${o}: it is there already`}async function M(e,o){const{text:a,exitCode:h}=await k({cwd:o,print:e.print});return process.stdout.write(a),h}}),84926:((x,p,r)=>{r.d(p,{f8:()=>y,ik:()=>u,qf:()=>w});var g=r(77598),i=r(51455),f=r(76760),m=r(19172);async function y(t,c){const n=await(0,i.realpath)(t).catch(()=>t),s=$(n);try{await(0,i.mkdir)((0,f.dirname)(n),{recursive:!0}),await(0,i.writeFile)(s,c),await(0,i.rename)(s,n)}catch(d){await(0,i.rm)(s,{force:!0}).catch(()=>{});const k=d instanceof Error?d.message:String(d);throw new m.eG(`cannot write ${t}: ${k}`,"check the folder, its permissions and free space",{cause:d})}}async function u(t){const c=await(0,i.stat)(t).catch(()=>{});if(c&&!c.isFile())throw new m.eb(`cannot write ${t}: it is there, and no file`);const n=$(t);try{await(0,i.mkdir)((0,f.dirname)(t),{recursive:!0}),await(0,i.writeFile)(n,""),await(0,i.rm)(n)}catch(s){throw new m.eb(`cannot write ${t}: ${s instanceof Error?s.message:s}`,{cause:s})}}const $=t=>`${t}.${(0,g.randomUUID)().slice(0,8)}.tmp`;async function w(t,c){try{return await(0,i.mkdir)((0,f.dirname)(t),{recursive:!0}),await(0,i.writeFile)(t,c,{flag:"wx"}),"written"}catch(n){if(n instanceof Error&&"code"in n&&n.code==="EEXIST")return"exists";const s=n instanceof Error?n.message:String(n);throw new m.eG(`cannot write ${t}: ${s}`,"check the folder and its permissions",{cause:n})}}})};
