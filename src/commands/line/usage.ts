export const usage = `container-migrate: prove a container migration, then keep it proven

  container-migrate compare [BASELINE CANDIDATE] [flags]   build, start, smoke, measure and judge both variants
  container-migrate inspect IMAGE [--against OTHER]        what is in an image: on the engine, an archive, a folder, -
  container-migrate capacity [--max N] [--json]            how many copies of each variant's suite this machine carries
  container-migrate doctor [--config FILE]                 what is wrong with this machine, and the fix
  container-migrate init [--print]                         propose a config and a workflow; never overwrites
  container-migrate clean [RUN | --all]                    remove what a killed run left; without either,
                                                           list the runs that have something there
  One run on many machines, on any CI:
  container-migrate plan [--base REF] [--json]             which services, in which shards
  container-migrate build --shard 1/2 --plan FILE --images DIR --record FILE    images that several shards need
  container-migrate measure --shard 3/8 [--plan FILE] --record FILE             one shard's part, facts only
  container-migrate report RECORD…                         the plan and all parts: merged, judged, told

compare takes its services from .github/container-migrate.yml, or from
  BASELINE CANDIDATE   a Dockerfile's path, an image reference or an archive's path, with
  --context DIR --port N --ready /health --smoke 'GET /health 200' (again for more) --image-size 250MB --startup 10s …

  --config FILE     another config file
  --service NAME    only this service (again for more)
  --max N           capacity: the most copies that are tried (default: 64)
  --parallel N      builds and smoke cells at once (default: the processors, at most 4)
  --json            the run record, or the plan, on standard output
  --markdown        the report as Markdown on standard output
  --record FILE     write the run record, or the shard's part of it, to a file
  --base REF        plan, measure: only services whose inputs changed since the merge base with it; --all: every service
                    and for all of them what budgets on regressions hold this change against: a branch, a tag, a commit
  --shards N        plan: exactly so many; --max-shards N: at most (default: 256, fewer where they would be idle)
  --whole           plan: no service is spread over several shards: no build stage, as measure without --plan shares out
  --durations FILE  plan: an earlier run record, or a folder of them: the shards then take equally long (again for more)
  --registry REPO   plan: images travel by this repository, ghcr.io/org/images; else as files
  --images DIR      build: takes the images; measure: has them
  --time-limit MIN  build, measure: end in order, with what was found, before the job's time is up
  --against OTHER   inspect: the image it is held against
  --dockerfile FILE inspect: what it was built from, so that layers have lines; --context DIR: and what was sent
  --platform OS/ARCH  inspect: which image of an archive that has several
  --exact-pull      inspect: compress every layer to know the pull size, not samples: some 25 ms a megabyte
  --content-hashes  inspect: digest every file, and find what is in the image twice
  --keep            leave containers, images and networks on the engine
  --version, --help

exit: 0 pass or inconclusive · 1 verdict fail · 2 bad usage or config · 3 the machine failed · 130 interrupted
`
