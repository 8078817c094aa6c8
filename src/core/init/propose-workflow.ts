/** A workflow that runs the action on every pull request with no more rights than it needs. */
export const proposedWorkflow = `name: container-migrate

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
`
