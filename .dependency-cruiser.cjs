/** Data flows one way: entries -> commands -> phases -> core and edges. Each rule says why it stands. */
module.exports = {
  forbidden: [
    {
      name: 'core-is-pure',
      comment: 'Judging and rendering must give the same bytes anywhere, so core knows no edge and no I/O.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: '^src/', pathNot: '^src/core/' },
    },
    {
      name: 'core-touches-no-machine',
      comment: 'A core module that reads a file, a clock or the environment cannot be tested or replayed.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: {
        dependencyTypes: ['core'],
        dependencyTypesNot: ['type-only'],
        pathNot: '^(node:)?(crypto|util)$',
      },
    },
    {
      name: 'domain-stands-alone',
      comment: 'The words of the house depend on nothing, so that everybody can depend on them.',
      severity: 'error',
      from: { path: '^src/core/domain/' },
      to: { path: '^src/', pathNot: '^src/core/domain/' },
    },
    {
      name: 'edges-know-only-the-domain',
      comment:
        'An edge translates foreign things into our words; it needs the words and nothing else of ours, but for the one reader of Dockerfiles: builds and reports must read them alike.',
      severity: 'error',
      from: { path: '^src/(docker|process|github|git|files|probe|terminal|image)/' },
      to: {
        path: '^src/',
        pathNot: '^src/core/domain/|^src/core/dockerfile/(instructions|heredocs)\\.ts$|^src/$1/',
      },
    },
    {
      name: 'edges-never-meet',
      comment: 'Two edges that import each other become one knot; a command or a phase ties them together.',
      severity: 'error',
      from: { path: '^src/(docker|process|github|git|files|probe|terminal)/' },
      to: { path: '^src/(docker|process|github|git|files|probe|terminal)/', pathNot: '^src/$1/' },
    },
    {
      name: 'phases-call-no-command',
      comment: 'Phases are called by commands; the other way round would be a circle.',
      severity: 'error',
      from: { path: '^src/phases/' },
      to: { path: '^src/(commands|github|git|files|docker|process)/' },
    },
    {
      name: 'nobody-imports-an-entry',
      comment: 'Entries read inputs and set the exit; logic that somebody else needs belongs in a command.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main\\.ts$' },
      to: { path: '^src/(action|post|cli|main)\\.ts$' },
    },
    {
      name: 'only-docker-talks-to-the-engine',
      comment:
        'Foreign types stay in their edge: dockerode in docker/, octokit in github/, yaml and valibot in config.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/docker/' },
      to: { path: 'dockerode|docker-modem' },
    },
    {
      name: 'only-github-talks-to-github',
      comment: 'Foreign types stay in their edge.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(github/|action\\.ts$|post\\.ts$)' },
      to: { path: '@octokit|undici|@actions/' },
    },
    {
      name: 'no-circles',
      comment: 'A circle has no first file to read.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
}
