import { describe, expect, it } from 'vitest'
import { scriptCalls } from '../../../../src/image/start/script-calls.js'

const called = (script: string): readonly string[] => scriptCalls(script).map(({ program }) => program)

describe('what a shell script surely calls', () => {
  it('are its plain commands, with their lines, and what it becomes', () => {
    const script = `#!/bin/sh
set -e
# gosu drops root
chown -R app /data; umask 022
LANG=C mkdir -p "$DIR" | logger
exec gosu app /usr/bin/server "$@"
`
    expect(scriptCalls(script)).toEqual([
      { program: 'chown', line: 4, isFatal: true },
      { program: 'mkdir', line: 5, isFatal: true },
      { program: 'logger', line: 5, isFatal: true },
      { program: 'gosu', line: 6, isFatal: true },
    ])
  })

  it('end it only where it is strict or becomes them, and nothing before may have ended it', () => {
    expect(scriptCalls('#!/bin/sh\none\nexec two\n').map(({ isFatal }) => isFatal)).toEqual([false, true])
    expect(scriptCalls('#!/bin/sh -e\none\nset +e\ntwo\n').map(({ isFatal }) => isFatal)).toEqual([
      true,
      false,
    ])
    expect(scriptCalls('set -euo pipefail\nif [ x ]; then exit 1; fi\nexec two')).toEqual([
      { program: 'two', line: 3, isFatal: false },
    ])
  })

  it('is what it was given where it becomes that', () => {
    expect(scriptCalls('#!/bin/sh\nset -e\nexec "$@"\none')).toEqual([
      { program: '$@', line: 3, isFatal: true },
    ])
    expect(scriptCalls('if x; then y; fi\nexec "${@}"')).toMatchObject([{ program: '$@', line: 2 }])
  })

  it('is nothing of what it was given where it may have become something else for it', () => {
    const dispatch = 'case "$1" in\n  web) shift; exec gunicorn app ;;\nesac\nexec "$@"'
    expect(scriptCalls(dispatch)).toEqual([])
    expect(scriptCalls('if x; then exec y; fi\nexec "${@}"')).toEqual([])
  })

  it.each([
    ['in a condition', 'if one; then two; fi'],
    ['in a loop', 'while ! one; do two; done\nfor x in 1 2; do three; done\nuntil one\ndo two\ndone'],
    ['in an arithmetic loop', 'for ((i = 0; i < 3; i++)); do one; done\n(( i++ ))'],
    ['in a case', 'case "$1" in\n  -*) one ;;\n  (a | b) two;;\n  *) three\nesac'],
    [
      'in a function',
      'one() { two; }\nfunction three { four; }\nfunction five() {\n six\n}\none\nthree\nfive',
    ],
    ['in brackets', '(one; two)\n{ three; }'],
    ['with another way out', 'one || true\none && two || three\n! one'],
    ['only after another', 'true && one'],
    ['with its complaints thrown away', 'one 2>/dev/null\ntwo &>/dev/null\nthree >/dev/null 2>/dev/null'],
    ['by a name that is not plain', '$one\n"$two" x\n${three}\n`four`\n$(five)\n./six\nseven/eight\n*'],
    ['in quotes and here-documents', "echo '\none\n'\ncat <<EOF\ntwo\nEOF\ncat <<-'END'\n\tthree\n\tEND"],
    ['after the end', 'exit 0\none'],
    ['after what it became', 'exec "$ONE"\none'],
    ['what it was given, where it changes that', 'set -- one "$@"\nexec "$@"'],
    ['what it was given and something may stand before', 'exec $one "$@"'],
    [
      'what it looked for',
      'if command -v one >/dev/null; then two; fi\none\n[ -x /bin/three ] || exit\nthree',
    ],
    ['what it defines', 'alias one=two\none'],
    ['what it makes', 'printf x >/bin/one\nln -s /opt/one /usr/bin/one\none'],
    ['after installing', 'apt-get install -y x\none'],
    ['after unpacking', 'if [ ! -d /x ]; then tar xf /x.tar; fi\none'],
    ['after reading another script', '. /etc/profile\none'],
    ['after another search path', 'export PATH=/opt/bin:$PATH\none'],
    ['with a search path of its own', 'PATH=/opt/bin one'],
    [
      'as builtins',
      'cd /\n[[ a < b && ( c || d ) ]]\n[ a ]\nread x\nwait\ntrap "one" EXIT\nx=(one two)\nlocal y',
    ],
  ])('is nothing %s', (_, script) => {
    const own = new Set(['cat', 'tar', 'apt-get', 'ln'])
    expect(called(`#!/bin/bash\n${script}\n`).filter((name) => !own.has(name))).toEqual([])
  })

  it('goes on behind all of these', () => {
    const script = `#!/bin/bash
IFS=$'\\n\\t'
if [ "\${1#-}" != "$1" ]; then set -- server "$@"; fi
case $x in a) one ;; esac
f() { two; }
x="$(three "$(four ")")" \${y:-")"})"
while read -r line; do echo "$line"; done < <(five)
exec > >(tee log) 2>&1
cat <<EOF >/etc/app.conf
it's $(six) \`seven\`
EOF
echo $(( 1 + (2 * 3) )) \\
  and more # it's a comment
six | seven &
exec eight`
    expect(called(script)).toEqual(['cat', 'six', 'seven', 'eight'])
  })

  it.each([
    ['a quote that stays open', "one\necho 'x"],
    ['a substitution that stays open', 'one\necho $(x'],
    ['a block that stays open', 'one\nif x; then'],
    ['an end without a beginning', 'one\nfi'],
    ['a here-document without an end', 'one\ncat <<X\n'],
    ['brackets without end', `one ${'$('.repeat(60_000)}`],
  ])('is nothing where the script holds %s', (_, script) => {
    expect(called(script)).toEqual([])
  })
})
