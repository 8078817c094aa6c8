"use strict";exports.id=986,exports.ids=[986],exports.modules={3986:((h,d,o)=>{o.r(d),o.d(d,{runCli:()=>l});var a=o(2173),i=o(4245),f=o(5975);async function l(n){try{const c=(0,a.Du)(n);if(c.command==="version")return t(`${f.r}
`);if(c.command==="help")return t(a.CI);const{runInTerminal:g}=await Promise.all([o.e(756),o.e(413),o.e(605)]).then(o.bind(o,6986));process.exitCode=await g(c)}catch(c){process.stderr.write(`container-migrate: ${(0,i.Uc)(c)}
`),process.exitCode=(0,i.LL)(c)}}function t(n){process.stdout.write(n)}}),2173:((h,d,o)=>{o.d(d,{CI:()=>f,Du:()=>_,hh:()=>w});var a=o(7975),i=o(9172);const f=`container-migrate: prove a container migration, then keep it proven

  container-migrate compare [BASELINE CANDIDATE] [flags]   build, start, smoke, measure and judge both variants
  container-migrate doctor [--config FILE]                 what is wrong with this machine, and the fix
  container-migrate init [--print]                         propose a config and a workflow; never overwrites
  container-migrate clean [RUN]                            remove what a killed run left on the engine

compare takes its services from .github/container-migrate.yml, or from
  BASELINE CANDIDATE   a Dockerfile's path, an image reference or an archive's path, with
  --context DIR --port N --ready /health --smoke 'GET /health 200' (again for more) --image-size 250MB --startup 10s \u2026

  --config FILE     another config file
  --service NAME    only this service (again for more)
  --parallel N      builds and smoke cells at once (default: the processors, at most 4)
  --json            the run record on standard output
  --markdown        the report as Markdown on standard output
  --record FILE     write the run record to a file
  --keep            leave containers, images and networks on the engine
  --version, --help

exit: 0 pass or inconclusive \xB7 1 verdict fail \xB7 2 bad usage or config \xB7 3 the machine failed \xB7 130 interrupted
`,l=["image-size","pull-size","unique-size","startup","memory-idle","memory-after","memory-peak","build-time","context-size","suite-time","failure-rate"],t={type:"string"},n={type:"boolean"},c={config:t,service:{type:"string",multiple:!0},parallel:t,json:n,markdown:n,record:t,keep:n,print:n,version:{...n,short:"v"},help:{...n,short:"h"},context:t,port:t,ready:t,smoke:{type:"string",multiple:!0},"image-size":t,"pull-size":t,"unique-size":t,startup:t,"memory-idle":t,"memory-after":t,"memory-peak":t,"build-time":t,"context-size":t,"suite-time":t,"failure-rate":t},g={compare:new Set(Object.keys(c).filter(e=>e!=="print")),doctor:new Set(["config","service","json"]),init:new Set(["print"]),clean:new Set};function _(e){const{values:r,positionals:u}=v(e);if(r.version)return{command:"version"};const[s,...m]=u;if(r.help||s==="help"||s===void 0&&e.length===0)return{command:"help"};if(s===void 0||!D(s))throw new i.N(`${s??e.join(" ")} is no command: compare, doctor, init, clean (--help for more)`);const p=Object.keys(r).find(j=>!g[s].has(j));if(p!==void 0)throw new i.N(`${s} takes no --${p} (--help for more)`);const E=r.config===void 0?{}:{config:r.config},N=r.service??[];switch(s){case"compare":return k(r,m);case"doctor":return{command:s,...E,services:N,json:r.json??!1};case"init":return{command:s,print:r.print??!1};case"clean":return{command:s,...m[0]===void 0?{}:{run:m[0]}}}}function k(e,r){if(r.length!==0&&r.length!==2)throw new i.N("compare takes a BASELINE and a CANDIDATE, or neither");if(e.json&&e.markdown)throw new i.N("--json and --markdown: one of them");const[u,s]=r,m={};for(const p of["context","port","ready",...l]){const E=e[p];E!==void 0&&(m[p]=E)}if(e.smoke!==void 0&&(m.smoke=e.smoke.join(`
`)),u!==void 0&&s!==void 0)Object.assign(m,{baseline:u,candidate:s});else if(Object.keys(m).length>0)throw new i.N(`--${Object.keys(m)[0]} describes a BASELINE and a CANDIDATE: name them, or use the config`);return{command:"compare",...e.config===void 0?{}:{config:e.config},services:e.service??[],...e.parallel===void 0?{}:{parallel:w(e.parallel)},keep:e.keep??!1,show:e.json?"json":e.markdown?"markdown":"text",...e.record===void 0?{}:{record:e.record},inputs:m}}function w(e){const r=Number(e);if(Number.isInteger(r)&&r>=1&&r<=64)return r;throw new i.N(`parallel: ${e} is no whole number from 1 to 64`)}function v(e){try{return(0,a.parseArgs)({args:[...e],options:c,allowPositionals:!0,strict:!0})}catch(r){const u=r instanceof Error?r.message.split(". ")[0]:String(r);throw new i.N(`${u} (--help for more)`,{cause:r})}}const D=e=>Object.hasOwn(g,e)}),4245:((h,d,o)=>{o.d(d,{FO:()=>f,LL:()=>l,Uc:()=>t,hS:()=>i});var a=o(9172);const i={pass:0,fail:1,usage:2,environment:3,interrupted:130};function f({facts:n,judgement:c}){return n.interrupted?.reason==="cancelled"?i.interrupted:c.verdict==="fail"?i.fail:n.interrupted===void 0?i.pass:i.environment}function l(n){return n instanceof a.N?i.usage:(n instanceof a.e,i.environment)}function t(n){return n instanceof a.e?`${n.message}
  try: ${n.advice}`:n instanceof a.N?n.message:`${n instanceof Error?n.message:String(n)}
  this is not supposed to happen: please report it with the command and this line`}}),5975:((h,d,o)=>{o.d(d,{r:()=>a});const a="0.1.0"}),9172:((h,d,o)=>{o.d(d,{N:()=>a,e:()=>i});class a extends Error{name="UsageError"}class i extends Error{advice;name="EnvironmentError";constructor(l,t,n){super(l,n),this.advice=t}}})};
