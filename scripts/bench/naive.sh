#!/bin/sh
# The script that people write before they have a tool: everything one after the other, time read from a curl loop,
# memory from `docker stats`. `npm run bench` measures against it, so keep it as good as such scripts are: quiet
# builds, the first curl without a sleep before it, nothing done that its table does not show.
#
# Usage: naive.sh ROUNDS PORT IMAGE, in a folder with baseline.Dockerfile and candidate.Dockerfile.
# The lines with == go to standard error; the bench reads from them where the time goes.
set -eu
rounds=$1
port=$2
image=$3
url="http://127.0.0.1:$port/health"

for variant in baseline candidate; do
  echo "== build" >&2
  docker build --quiet --tag "$image:$variant" --file "$variant.Dockerfile" . >/dev/null
done

printf 'round\tvariant\tstartup_ms\tmemory\tsize_bytes\tstatus\n'
round=1
while [ "$round" -le "$rounds" ]; do
  for variant in baseline candidate; do
    echo "== run" >&2
    begun=$(date +%s%N)
    container=$(docker run --detach --publish "127.0.0.1:$port:8000" "$image:$variant")
    echo "== wait" >&2
    until curl --silent --fail --output /dev/null "$url"; do sleep 1; done
    startup_ms=$((($(date +%s%N) - begun) / 1000000))
    echo "== stats" >&2
    memory=$(docker stats --no-stream --format '{{.MemUsage}}' "$container")
    echo "== size" >&2
    size_bytes=$(docker image inspect --format '{{.Size}}' "$image:$variant")
    echo "== smoke" >&2
    status=$(curl --silent --output /dev/null --write-out '%{http_code}' "$url")
    echo "== stop" >&2
    docker stop "$container" >/dev/null
    docker rm "$container" >/dev/null
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$round" "$variant" "$startup_ms" "$memory" "$size_bytes" "$status"
  done
  round=$((round + 1))
done
