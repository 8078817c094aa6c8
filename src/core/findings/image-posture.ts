import type { Finding } from '../domain/finding.js'
import type { PostureEvidence, PostureKind } from '../domain/image/posture.js'
import type { Place } from '../domain/variant.js'
import { aboutImage } from './image-about.js'
import type { Told } from './prose.js'
import { count, quantity } from './quantity.js'
import { code, sentences, type Text, text } from './text.js'

export const imagePosture = (finding: Extract<Finding, { tag: 'image-posture' }>): Told => {
  const told = prose[finding.kind](finding)
  return { ...told, title: text`${aboutImage(finding)}${told.title}` }
}

const listed = ({ examples, count: number }: PostureEvidence): Text => [
  ...examples.flatMap((one, index) => [...(index > 0 ? [', '] : []), code(one)]),
  ...(number > examples.length ? [` and ${number - examples.length} more`] : []),
]

const withoutCapabilities = ({ run }: PostureEvidence): Text =>
  run?.dropsAllCapabilities
    ? text`This run takes all capabilities away: a program that has them from its start is refused then.`
    : []

const size = ({ sizeBytes = 0 }: PostureEvidence): string => quantity(sizeBytes, 'bytes')

/** A new kind without its text does not compile. */
const prose: {
  readonly [Kind in PostureKind]: (matter: PostureEvidence & { readonly place?: Place }) => Told
} = {
  'root-user': ({ examples: [user = ''], run }) => ({
    title: run?.user
      ? text`${user === '' ? text`no user is set` : text`the user is ${code(user)}`}; this run starts it as ${code(run.user)}`
      : text`it runs as root`,
    explanation: run?.settled
      ? text`Started without that option, it runs as root.`
      : sentences(
          run?.user
            ? text`So it runs as root.`
            : user === ''
              ? text`Its config names no user.`
              : text`Its config names ${code(user)}.`,
          run?.readOnly
            ? text`This run mounts its root read-only; wherever that is not done, whoever breaks into the program may write every file of the container.`
            : text`Whoever breaks into the program may write every file of the container.`,
          run?.dropsAllCapabilities ? text`This run takes all capabilities from it.` : [],
        ),
    fix:
      run?.user && !run.settled
        ? text`Take ${code('user')} out of the ${code('run')} of this variant.`
        : text`Add a user and ${code('USER 10001:10001')} after the last command that needs root, and give that user what the program writes: ${code('COPY --chown=10001:10001')}.`,
  }),
  'set-id': (matter) => ({
    title: text`${count(matter.count, 'program')} that no package brought ${matter.count === 1 ? 'runs' : 'run'} as another user than the one who starts ${matter.count === 1 ? 'it' : 'them'}`,
    explanation: sentences(
      text`${listed(matter)}.`,
      matter.run?.dropsAllCapabilities
        ? text`This run takes all capabilities away: what is left is the right to that user's files.`
        : [],
    ),
    fix: text`Take the bit off in the layer that makes ${matter.count === 1 ? 'it' : 'them'} (${code('chmod ug-s')}), or run the container with ${code('no-new-privileges')}.`,
  }),
  capabilities: (matter) => ({
    title: text`${count(matter.count, 'program')} that no package brought ${matter.count === 1 ? 'has' : 'have'} rights of root, whoever starts ${matter.count === 1 ? 'it' : 'them'}`,
    explanation: sentences(text`${listed(matter)}.`, withoutCapabilities(matter)),
    fix: text`Take off what is not needed (${code('setcap -r')}); a server below port 1024 needs none in a container, where ${code('net.ipv4.ip_unprivileged_port_start')} is 0.`,
  }),
  'capabilities-beyond-default': (matter) => ({
    title: text`${count(matter.count, 'program')} ${matter.count === 1 ? 'asks' : 'ask'} for rights that a container does not have by itself`,
    explanation: sentences(
      text`${listed(matter)}.`,
      text`Without ${code('--cap-add')} the kernel refuses to start ${matter.count === 1 ? 'it' : 'them'}: "operation not permitted".`,
      withoutCapabilities(matter),
    ),
    fix: text`Take them off (${code('setcap -r')}), or give them to every container of it: ${code('--cap-add')}.`,
  }),
  'writable-by-all': (matter) => ({
    title: text`everybody may write to ${count(matter.count, 'file or folder', 'files and folders')}`,
    explanation: sentences(
      text`${listed(matter)}.`,
      matter.run?.readOnly ? text`This run mounts the root read-only, so nobody does here.` : [],
    ),
    fix: text`Give them to the user that writes them (${code('COPY --chown')}, ${code('--chmod=755')}) in the layer that makes them: a later ${code('chmod -R')} stores every file again.`,
  }),
  compilers: (matter) => ({
    title: text`${size(matter)} of compilers and linkers are left in it`,
    explanation: text`${listed(matter)}.`,
    fix: text`Build in a stage of its own and ${code('COPY --from')} what came out, or remove them in the same ${code('RUN')} that installs them.`,
  }),
  'package-manager': (matter) => ({
    title: text`${size(matter)} of package managers for developers are left in it`,
    explanation: text`${listed(matter)}. The running program calls none of them.`,
    fix: text`Take a base without them, or copy the runtime alone into the final stage.`,
  }),
  'shell-first': ({ examples: [command = ''], run }) => ({
    title: text`a shell stays process 1 and passes no signal on`,
    explanation: text`It starts as ${code(command)}, and this image's shell waits for the program instead of making room for it: ${code('docker stop')} waits for its whole time limit, then kills.${run?.command ? (run.settled ? ' This run gives a command of its own.' : text` The command that this run gives changes nothing about it: the shell stands in the ${code('ENTRYPOINT')}.`) : ''}`,
    fix: text`Write it as a list (${code('CMD ["program", "argument"]')}), or put ${code('exec')} in front of the program.`,
  }),
  'command-ignored': ({ examples: [command = ''], run }) => ({
    title: text`its ${code('CMD')} is never read`,
    explanation: text`The ${code('ENTRYPOINT')} is written for a shell, which takes ${code(command)} and all arguments of ${code('docker run')} for its own and hands none on${run?.command ? text`: nor ${code(run.command.join(' '))}, which this run gives` : ''}.`,
    fix: text`Write ${code('ENTRYPOINT')} as a list, or remove the ${code('CMD')}.`,
  }),
  'floating-base': ({ examples: [base = ''], place }) => ({
    title: text`its base is another one tomorrow`,
    explanation: text`${place === undefined ? 'Its labels name' : text`Its ${code('FROM')} names`} ${code(base)}, whose tag moves, and no digest.`,
    fix: text`Name a version and its digest in ${code('FROM')}: ${code('name:1.2.3@sha256:…')}.`,
  }),
  'health-check-lost': ({ examples: [check = ''] }) => ({
    title: text`it has no health check any more`,
    explanation: text`The baseline asks ${code(check)}; whatever waits for ${code('healthy')} (compose, the engine's own restarts) waits for ever.`,
    fix: text`Write ${code('HEALTHCHECK')} again with a command that this image has.`,
  }),
}
