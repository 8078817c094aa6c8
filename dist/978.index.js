"use strict";exports.id=978,exports.ids=[978],exports.modules={73597:((D,y,t)=>{t.r(y),t.d(y,{initInTerminal:()=>M});var g=t(76760);function s(e,r,c){const E=e.length>0?e.map($=>m($,r)):[u];return`# yaml-language-server: $schema=${c}
# What container-migrate compares, and what must hold. Paths are relative to the repository's root.
version: 1

services:
${E.join(`
`)}`}function m(e,r){const c=r[e.candidate]??r[e.baseline];return`  ${n(e.service)}:
    baseline:
      dockerfile: ${n(e.baseline)}
      context: ${n(e.context)}
    candidate:
      dockerfile: ${n(e.candidate)}
      context: ${n(e.context)}
${l(c)}`}const u=`  my-service:
    baseline:
      dockerfile: Dockerfile            # what runs today
    candidate:
      dockerfile: Dockerfile.alpine     # what it shall move to
${l(void 0)}`;function l(e){return`    run:
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
`}const n=e=>/^[A-Za-z0-9_./-]+$/.test(e)&&!/^[\d.-]+$/.test(e)?e:JSON.stringify(e),h=`name: container-migrate

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
`;var d=t(30295),f=t(84926),o=t(32742),w=t(74245);const i="https://raw.githubusercontent.com/org/container-migrate/v1/schema/config.schema.json",a=".github/workflows/container-migrate.yml";async function _({cwd:e,print:r}){const{discovery:c,ports:E}=await(0,o.q)(e),$=[{path:d.FG[0],taken:d.FG,text:s(c.pairs,E,i)},{path:a,taken:[a],text:h}],p=[...c.pairs.flatMap(({assumptions:v})=>v),...c.notes];c.pairs.length===0&&p.push("No pair such as Dockerfile beside Dockerfile.alpine was found: the proposed config holds a placeholder.");for(const{path:v,taken:P,text:O}of $)r?p.push("",`# ${v}`,O.trimEnd()):p.push(await k(e,v,P,O));return r||p.push("","next: complete the config, then container-migrate doctor and container-migrate compare"),{text:`${p.join(`
`)}
`,exitCode:w.hS.pass}}async function k(e,r,c,E){for(const p of c)if(await(0,d.t2)((0,g.join)(e,p)))return`kept     ${p}: it is there already (init --print shows the proposal)`;return await(0,f.qf)((0,g.join)(e,r),E)==="written"?`written  ${r}`:`kept     ${r}: it is there already`}async function M(e,r){const{text:c,exitCode:E}=await _({cwd:r,print:e.print});return process.stdout.write(c),E}}),61588:((D,y,t)=>{t.d(y,{w:()=>m});var g=t(51455),s=t(76760);async function m(n){const h=await u(n);if(h===void 0)return;const d=(0,s.dirname)(n);if(l(h)!=="ENOENT"||d===n)throw h;await m(d);const f=await u(n);if(f!==void 0)throw l(f)==="ENOENT"?new Error(`no folder can be made in ${d}`,{cause:f}):f}async function u(n){try{await(0,g.mkdir)(n);return}catch(h){return await(0,g.stat)(n).then(f=>f.isDirectory(),()=>!1)?void 0:h}}const l=n=>"code"in n?n.code:void 0}),84926:((D,y,t)=>{t.d(y,{f8:()=>n,ik:()=>h,qf:()=>f});var g=t(77598),s=t(51455),m=t(76760),u=t(19172),l=t(61588);async function n(o,w){const i=await(0,s.realpath)(o).catch(()=>o),a=d(i);try{await(0,l.w)((0,m.dirname)(i)),await(0,s.writeFile)(a,w),await(0,s.rename)(a,i)}catch(_){await(0,s.rm)(a,{force:!0}).catch(()=>{});const k=_ instanceof Error?_.message:String(_);throw new u.eG(`cannot write ${o}: ${k}`,"check the folder, its permissions and free space",{cause:_})}}async function h(o){const w=await(0,s.stat)(o).catch(()=>{});if(w&&!w.isFile())throw new u.eb(`cannot write ${o}: it is there, and no file`);const i=d(o);try{await(0,l.w)((0,m.dirname)(o)),await(0,s.writeFile)(i,""),await(0,s.rm)(i)}catch(a){throw new u.eb(`cannot write ${o}: ${a instanceof Error?a.message:a}`,{cause:a})}}const d=o=>`${o}.${(0,g.randomUUID)().slice(0,8)}.tmp`;async function f(o,w){try{return await(0,l.w)((0,m.dirname)(o)),await(0,s.writeFile)(o,w,{flag:"wx"}),"written"}catch(i){if(i instanceof Error&&"code"in i&&i.code==="EEXIST")return"exists";const a=i instanceof Error?i.message:String(i);throw new u.eG(`cannot write ${o}: ${a}`,"check the folder and its permissions",{cause:i})}}})};
