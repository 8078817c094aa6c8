import type { Cause } from '../domain/cause.js'
import { code, type Text, text } from './text.js'

export interface CauseProse {
  /** Completes "Likely cause: …". */
  readonly name: string
  readonly fix: Text
}

/** What each known cause is called and what mends it. A cause without its text does not compile. */
export const causeProse: Record<Cause, CauseProse> = {
  'shared-library-missing': {
    name: 'a shared library is not in the image',
    fix: text`Install the package that holds it (Alpine: ${code('apk search so:<library>')} names it), or build the module inside the candidate's own base.`,
  },
  'loader-missing': {
    name: 'the file is there, but the loader it asks for is not: a glibc binary in a musl image',
    fix: text`Take the musl build of the program, build it in a stage with the candidate's base, or link it statically.`,
  },
  'glibc-too-old': {
    name: 'the program was built against a newer glibc than the image has',
    fix: text`Build it in a stage with the same base (and release) as the final stage, or move the final stage to a newer release.`,
  },
  'symbol-missing': {
    name: 'a library is there but lacks a symbol: built for another C library or version',
    fix: text`Rebuild the module inside the candidate's base; with Python or Node, install its musl wheel or prebuild, or compile it there.`,
  },
  'bash-missing': {
    name: 'bash is called where only sh exists',
    fix: text`Change the script's first line to ${code('#!/bin/sh')} and drop what only bash knows, or install bash in the candidate.`,
  },
  'command-missing': {
    name: 'a command is not in the image',
    fix: text`Install the package that holds the command, or call what the image has. A distroless or scratch image has no shell.`,
  },
  'exec-format': {
    name: 'the program is for another processor, or a script without a first line that names its interpreter',
    fix: text`Build for the platform the image runs on (${code('platform')} in the config), or begin the script with ${code('#!/bin/sh')}.`,
  },
  'package-name': {
    name: 'the package has another name in this distribution',
    fix: text`Look up its name there: ${code('apk search <part of the name>')} on Alpine, ${code('apt-cache search')} on Debian.`,
  },
  'pull-denied': {
    name: 'the registry does not give this image: not logged in, misspelt, or never pushed because it was only built locally',
    fix: text`Build it in this workflow (give the variant a ${code('dockerfile')}), or log in to its registry in a step before this one.`,
  },
  'base-missing': {
    name: 'the registry has no such tag or platform',
    fix: text`Check the image's name, tag and platform; pin one that exists.`,
  },
  'port-in-use': {
    name: 'the port is taken already',
    fix: text`Let one process listen on it, and look for a second server that the entrypoint starts.`,
  },
  'read-only': {
    name: 'it writes to a file system that is mounted read-only',
    fix: text`Give that folder a ${code('tmpfs')} or a volume in ${code('run')}, or write elsewhere.`,
  },
  permission: {
    name: 'the user it runs as may not do that',
    fix: text`Give the file to that user in the Dockerfile (${code('COPY --chown')}), make scripts executable, or listen on a port above 1023.`,
  },
  'memory-limit': {
    name: 'it needs more memory than it may have',
    fix: text`Raise ${code('run.memory')}, or tell the runtime its limit (fewer workers, a smaller heap).`,
  },
  'no-space': {
    name: 'the disk of the machine is full',
    fix: text`Free space before this step: remove images and caches that are not needed, or take a larger runner.`,
  },
  'loopback-only': {
    name: 'it listens on its own loopback only',
    fix: text`Make the program listen on ${code('0.0.0.0')}: from outside a container ${code('127.0.0.1')} cannot be reached.`,
  },
  'wrong-port': {
    name: 'it listens on another port than the config says',
    fix: text`Set ${code('run.port')} to the port it listens on, or tell the program which one to take.`,
  },
  'ended-by-itself': {
    name: 'process 1 ended without an error: it put its server into the background, or had nothing left to do',
    fix: text`A container lives as long as its process 1: start the server in the foreground (${code('exec server')}, ${code('-f')}, ${code('daemon off;')}).`,
  },
  'shell-first': {
    name: 'process 1 is a shell, which does not pass the signal on to what it started',
    fix: text`Write ${code('CMD')} and ${code('ENTRYPOINT')} as lists (${code('CMD ["server"]')}), and in a script start the server by ${code('exec')}, so that it takes the shell's place.`,
  },
  'signal-unhandled': {
    name: 'process 1 has no handler for the signal, and without one the kernel keeps it from a process 1',
    fix: text`Handle the signal in the program, or start it below an init that passes signals on, such as ${code('tini')}.`,
  },
  'slow-to-end': {
    name: 'process 1 handles the signal, and takes longer to end',
    fix: text`Close idle connections and end background work when the signal comes, or give ${code('run.stop-timeout')} the time it needs.`,
  },
}
