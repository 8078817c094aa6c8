"use strict";exports.id=978,exports.ids=[978],exports.modules={73597:((D,$,n)=>{n.r($),n.d($,{initInTerminal:()=>P});var E=n(76760);function c(e,i,s){const h=e.length>0?e.map(y=>m(y,i)):[l];return`# yaml-language-server: $schema=${s}
# What container-migrate compares, and what must hold. Paths are relative to the repository's root.
version: 1

services:
${h.join(`
`)}`}function m(e,{ports:i,healthPaths:s}){const{baseline:h,candidate:y}=e;return`  ${a(e.service)}:
    baseline:
      dockerfile: ${a(e.baseline)}
      context: ${a(e.context)}
    candidate:
      dockerfile: ${a(e.candidate)}
      context: ${a(e.context)}
${u(i[y]??i[h],s[y]??s[h])}`}function u(e,i){return`    run:
      port: ${e??8e3}${e!==void 0?"":"                        # where the service listens"}
${i===void 0?w:r(i)}    budgets:
      image-size: { migration: { fail: 0% } }       # may not grow
      startup: { migration: { warn: 25%, fail: 100% } }
`}const w=`    # ready:
    #   http: /health                   # first good answer; without it: when the port accepts connections
    # smoke:
    #   api:
    #     - http: GET /health
    #       status: 200
    #   runtime:
    #     - run: npm test               # on the runner, with BASE_URL set
`,r=e=>`    ready:
      http: ${e}   # what the health check of the image asks for
    smoke:
      api:
        - http: GET ${e}
          status: 200
    #   runtime:
    #     - run: npm test               # on the runner, with BASE_URL set
`,l=`  my-service:
    baseline:
      dockerfile: Dockerfile            # what runs today
    candidate:
      dockerfile: Dockerfile.alpine     # what it shall move to
${u(void 0,void 0)}`,a=e=>/^[A-Za-z0-9_./-]+$/.test(e)&&!/^[\d.-]+$/.test(e)?e:JSON.stringify(e),f=`name: container-migrate

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
`;var t=n(30295),p=n(84926),o=n(17900),d=n(74245);const _="https://raw.githubusercontent.com/org/container-migrate/v1/schema/config.schema.json",v=".github/workflows/container-migrate.yml";async function T({cwd:e,print:i}){const{discovery:s,...h}=await(0,o.q)(e),y=[{path:t.FG[0],taken:t.FG,text:c(s.pairs,h,_)},{path:v,taken:[v],text:f}],g=[...s.pairs.flatMap(({assumptions:k})=>k),...s.notes];s.pairs.length===0&&g.push("No pair such as Dockerfile beside Dockerfile.alpine was found: the proposed config holds a placeholder.");for(const{path:k,taken:x,text:O}of y)i?g.push("",`# ${k}`,O.trimEnd()):g.push(await M(e,k,x,O));return i||g.push("","next: complete the config, then container-migrate doctor and container-migrate compare"),{text:`${g.join(`
`)}
`,exitCode:d.hS.pass}}async function M(e,i,s,h){for(const g of s)if(await(0,t.t2)((0,E.join)(e,g)))return`kept     ${g}: it is there already (init --print shows the proposal)`;return await(0,p.qf)((0,E.join)(e,i),h)==="written"?`written  ${i}`:`kept     ${i}: it is there already`}async function P(e,i){const{text:s,exitCode:h}=await T({cwd:i,print:e.print});return process.stdout.write(s),h}}),61588:((D,$,n)=>{n.d($,{w:()=>m});var E=n(51455),c=n(76760);async function m(r){const l=await u(r);if(l===void 0)return;const a=(0,c.dirname)(r);if(w(l)!=="ENOENT"||a===r)throw l;await m(a);const f=await u(r);if(f!==void 0)throw w(f)==="ENOENT"?new Error(`no folder can be made in ${a}`,{cause:f}):f}async function u(r){try{await(0,E.mkdir)(r);return}catch(l){return await(0,E.stat)(r).then(f=>f.isDirectory(),()=>!1)?void 0:l}}const w=r=>"code"in r?r.code:void 0}),84926:((D,$,n)=>{n.d($,{f8:()=>r,ik:()=>l,qf:()=>f});var E=n(77598),c=n(51455),m=n(76760),u=n(19172),w=n(61588);async function r(t,p){const o=await(0,c.realpath)(t).catch(()=>t),d=a(o);try{await(0,w.w)((0,m.dirname)(o)),await(0,c.writeFile)(d,p),await(0,c.rename)(d,o)}catch(_){await(0,c.rm)(d,{force:!0}).catch(()=>{});const v=_ instanceof Error?_.message:String(_);throw new u.eG(`cannot write ${t}: ${v}`,"check the folder, its permissions and free space",{cause:_})}}async function l(t){const p=await(0,c.stat)(t).catch(()=>{});if(p&&!p.isFile())throw new u.eb(`cannot write ${t}: it is there, and no file`);const o=a(t);try{await(0,w.w)((0,m.dirname)(t)),await(0,c.writeFile)(o,""),await(0,c.rm)(o)}catch(d){throw new u.eb(`cannot write ${t}: ${d instanceof Error?d.message:d}`,{cause:d})}}const a=t=>`${t}.${(0,E.randomUUID)().slice(0,8)}.tmp`;async function f(t,p){try{return await(0,w.w)((0,m.dirname)(t)),await(0,c.writeFile)(t,p,{flag:"wx"}),"written"}catch(o){if(o instanceof Error&&"code"in o&&o.code==="EEXIST")return"exists";const d=o instanceof Error?o.message:String(o);throw new u.eG(`cannot write ${t}: ${d}`,"check the folder and its permissions",{cause:o})}}})};
