import type { Finding } from '../domain/finding.js'
import type { StartKind, StartMatter } from '../domain/image/start.js'
import { aboutImage } from './image-about.js'
import type { Told } from './prose.js'
import { code, sentences, type Text, text } from './text.js'

export const imageStart = (finding: Extract<Finding, { tag: 'image-start' }>): Told => {
  const told = prose[finding.kind](finding)
  return { ...told, title: text`${aboutImage(finding)}${told.title}` }
}

const called = ({ by }: StartMatter): Text => (by === undefined ? [] : text`Called as ${code(by)}.`)

/** A new kind without its text does not compile. */
const prose: { readonly [Kind in StartKind]: (matter: StartMatter) => Told } = {
  'program-absent': (matter) => ({
    title: text`the program to start, ${code(matter.wanted)}, is not in the image`,
    explanation: sentences(
      called(matter),
      matter.link === undefined ? [] : text`It is a link to ${code(matter.link)}, which is not there.`,
      matter.searched === undefined ? [] : text`Looked for in ${code(matter.searched)}.`,
    ),
    fix: text`Copy or install it in the final stage, or correct ${code('ENTRYPOINT')} and ${code('CMD')}.`,
  }),
  'program-is-folder': (matter) => ({
    title: text`the program to start, ${code(matter.wanted)}, is a folder`,
    explanation: called(matter),
    fix: text`Name the file in it.`,
  }),
  'program-not-executable': (matter) => ({
    title: text`the program to start, ${code(matter.wanted)}, is not executable`,
    explanation: called(matter),
    fix: text`Copy it with ${code('COPY --chmod=755')}, or set the bit where it comes from: ${code('git update-index --chmod=+x')}.`,
  }),
  'program-without-format': (matter) => ({
    title: text`the program to start, ${code(matter.wanted)}, is neither a program nor a script that begins with ${code('#!')}`,
    explanation: sentences(called(matter), text`The kernel refuses it: "exec format error".`),
    fix: text`Begin a script with ${code('#!/bin/sh')}, with no empty line, space or byte order mark before it, or start it by its interpreter; copy a program again, and unpacked.`,
  }),
  'shell-absent': (matter) => ({
    title: text`the start command is written for a shell, and ${code(matter.wanted)} is not in the image`,
    explanation: called(matter),
    fix: text`Write ${code('ENTRYPOINT')} and ${code('CMD')} as lists: ${code('CMD ["program", "argument"]')}.`,
  }),
  'command-absent': (matter) => ({
    title: text`the start command calls ${code(matter.wanted)}, which is not in the image`,
    explanation: sentences(
      called(matter),
      matter.searched === undefined ? [] : text`Looked for in ${code(matter.searched)}.`,
    ),
    fix: text`Install it in the final stage, or call what is there.`,
  }),
  'script-command-absent': (matter) => ({
    title: text`the script ${code(matter.by ?? '')} calls ${code(matter.wanted)}, which is not in the image`,
    explanation: sentences(
      matter.link === undefined ? [] : text`It is a link to ${code(matter.link)}, which is not there.`,
      matter.searched === undefined ? [] : text`Looked for in ${code(matter.searched)}.`,
    ),
    fix: text`Install it in the final stage, or call what is there.`,
  }),
  'script-closed': (matter) => ({
    title: text`user ${code(matter.by ?? '')} may not read the script ${code(matter.wanted)}`,
    explanation: sentences(
      matter.searched === undefined
        ? []
        : text`It lies in ${code(matter.searched)}, which that user may not enter.`,
      text`Whatever runs it says "permission denied".`,
    ),
    fix:
      matter.searched === undefined
        ? text`Copy it with ${code('COPY --chmod=755')}, or give it to that user: ${code('COPY --chown=…')}.`
        : text`Put it elsewhere (what is installed for root lies in root's own folder), or open that folder.`,
  }),
  'preload-absent': (matter) => ({
    title: text`${code(matter.by ?? '')} names ${code(matter.wanted)}, which is not in the image`,
    explanation: text`Every program starts without it, and those of glibc complain each time.`,
    fix: text`Install it, name the path where it lies in this image (it is another for each machine and distribution), or remove the setting.`,
  }),
  'preload-unfit': (matter) => ({
    title: text`${code(matter.by ?? '')} names ${code(matter.wanted)}, which was made for another C library or machine`,
    explanation: text`The loader takes it into every program before all else: programs start without it, or not at all.`,
    fix: text`Take the build for this image's C library and machine, or remove the setting.`,
  }),
  'health-command-absent': (matter) => ({
    title: text`the health check calls ${code(matter.wanted)}, which is not in the image`,
    explanation: sentences(called(matter), text`The container never becomes healthy.`),
    fix: text`Call something the image has (the application's own runtime, or ${code('wget')} of busybox), as a list where there is no shell; or install ${code(matter.wanted)}.`,
  }),
  'health-command-not-executable': (matter) => ({
    title: text`the health check calls ${code(matter.wanted)}, which is not executable`,
    explanation: sentences(called(matter), text`The container never becomes healthy.`),
    fix: text`Copy it with ${code('COPY --chmod=755')}, or set the bit where it comes from: ${code('git update-index --chmod=+x')}.`,
  }),
  'user-absent': (matter) => ({
    title: text`it runs as ${code(matter.wanted)}, and its ${code('/etc/passwd')} has no such user`,
    explanation: text`The engine refuses to start it.`,
    fix: text`Add the user in the final stage, or name a number: ${code('USER 1000:1000')}.`,
  }),
  'group-absent': (matter) => ({
    title: text`it runs with group ${code(matter.wanted)}, and its ${code('/etc/group')} has no such group`,
    explanation: text`The engine refuses to start it.`,
    fix: text`Add the group in the final stage, or name a number: ${code('USER 1000:1000')}.`,
  }),
  'certificates-absent': (matter) => ({
    title: text`no certificates of authorities, which ${code(matter.by ?? '')} needs to call anything by HTTPS`,
    explanation: text`${code(matter.wanted)} has none.`,
    fix: text`Install ${code('ca-certificates')}, or copy ${code('/etc/ssl/certs/ca-certificates.crt')} from the stage that builds.`,
  }),
  'time-zone-absent': (matter) => ({
    title: text`${code(`TZ=${matter.wanted}`)} is set, and the image has no such time zone`,
    explanation: text`Local times are told in UTC.`,
    fix: text`Install ${code('tzdata')}, or remove ${code('TZ')}.`,
  }),
  'user-entry-absent': (matter) => ({
    title: text`user ${code(matter.wanted)} has no entry in ${code('/etc/passwd')}, which ${code(matter.by ?? '')} asks for`,
    explanation: [],
    fix: text`Add the user in the final stage, or copy a ${code('passwd')} file with that line.`,
  }),
  'temporary-folder-absent': (matter) => ({
    title: text`there is no ${code(matter.wanted)}, where ${code(matter.by ?? '')} writes temporary files`,
    explanation: [],
    fix: text`Make it in the final stage (${code('COPY --from=build --chmod=1777 /tmp /tmp')}), or mount one.`,
  }),
  'temporary-folder-closed': (matter) => ({
    title: text`user ${code(matter.by ?? '')} may not write to ${code(matter.wanted)}`,
    explanation: [],
    fix: text`Set its mode again where it was lost: ${code('chmod 1777 /tmp')}.`,
  }),
}
