import type { Finding } from '../domain/finding.js'
import type { BinaryKind, BinaryMatter } from '../domain/image/binary.js'
import { heldAgain } from './held-again.js'
import { aboutImage } from './image-about.js'
import type { Told } from './prose.js'
import { count } from './quantity.js'
import { code, sentences, type Text, text } from './text.js'

export const imageBinary = (finding: Extract<Finding, { tag: 'image-binary' }>): Told => {
  const { title, explanation, fix } = prose[finding.kind](finding)
  return {
    title: text`${aboutImage(finding)}${title}`,
    explanation: sentences(where(finding), explanation, started(finding)),
    fix,
  }
}

type Said = { readonly title: Text; readonly explanation: Text; readonly fix: Text }

/** A new kind without its text does not compile. */
const prose: { readonly [Kind in BinaryKind]: (matter: BinaryMatter) => Said } = {
  'interpreter-absent': (matter) => ({
    title: text`${files(matter)} cannot start: the loader ${code(matter.wanted)} is not in the image`,
    explanation: text`The kernel says "no such file or directory" and means the loader.`,
    fix: text`Link the program statically, or take a base image that has the C library it was linked with.`,
  }),
  'library-absent': (matter) => ({
    title: text`${files(matter)} ${matter.files === 1 ? 'asks' : 'ask'} for ${code(matter.wanted)}, which ${matter.elsewhere === undefined ? 'is not in the image' : 'is not where the loader looks'}`,
    explanation: matter.elsewhere === undefined ? [] : text`It lies at ${code(`/${matter.elsewhere}`)}.`,
    fix: matter.isUncached
      ? text`Run ${code('ldconfig')} in the step that puts it there: the loader knows that folder only by its cache.`
      : matter.elsewhere === undefined
        ? text`Install the package that has ${code(matter.wanted)}, or copy it from the stage that built the program.`
        : text`Copy it to a folder of the loader's, or name its folder in ${code('LD_LIBRARY_PATH')} or with ${code('-Wl,-rpath')}.`,
  }),
  'version-absent': (matter) => ({
    title: text`${files(matter)} ${matter.files === 1 ? 'needs' : 'need'} ${code(matter.wanted)}, and ${
      matter.has === undefined
        ? text`${code(matter.library ?? '')} of the image does not have it`
        : text`the newest in the image is ${code(matter.has)}`
    }`,
    explanation: text`It was linked against a newer ${code(matter.library ?? '')} than the image has, and is refused when it is loaded.`,
    fix: text`Build it in a stage of the same release as the final image, or take a newer final image.`,
  }),
  'wrong-machine': (matter) => ({
    title: text`${files(matter)} ${matter.files === 1 ? 'is' : 'are'} for ${code(matter.wanted)}, the image is for ${code(matter.has ?? '')}`,
    explanation: [],
    fix: text`Build or install it for ${code(matter.has ?? '')}: in a stage with ${code('--platform=$TARGETPLATFORM')}, or with the tool's own setting for another machine.`,
  }),
  'other-libc': (matter) => ({
    title: text`${files(matter)} ${matter.files === 1 ? 'was' : 'were'} made for ${matter.wanted}, and the image has ${matter.has ?? 'another C library'}`,
    explanation:
      matter.has === 'musl' &&
      matter.paths.some((path) => path.endsWith('.node') || /\.so(?:\.|$)/.test(path))
        ? text`musl takes glibc's names for its own, then finds neither glibc's loader nor all of its functions.`
        : text`Neither library loads what was linked with the other.`,
    fix: otherBuild(matter),
  }),
  'script-interpreter-absent': (matter) => ({
    title: text`${files(matter)} ${matter.files === 1 ? 'runs' : 'run'} in ${code(matter.wanted)}, which ${matter.has !== undefined ? `is ${matter.has}` : matter.link === undefined ? 'is not in the image' : 'leads nowhere'}`,
    explanation:
      matter.link === undefined ? [] : text`It is a link to ${code(matter.link)}, which is not in the image.`,
    fix: otherInterpreter(matter),
  }),
  'script-carriage-return': (matter) => ({
    title: text`${files(matter)} ${matter.files === 1 ? 'has Windows line ends, so it cannot' : 'have Windows line ends, so they cannot'} start`,
    explanation: text`The kernel looks for ${code(matter.wanted)} with a carriage return at its end.`,
    fix: text`Put ${code('*.sh text eol=lf')} into ${code('.gitattributes')} and check the file out again, or run ${code('dos2unix')} on it.`,
  }),
}

const files = ({ paths, files: number }: BinaryMatter): Text =>
  number === 1
    ? [code(`/${paths[0] ?? ''}`)]
    : text`${code(`/${paths[0] ?? ''}`)} and ${count(number - 1, 'more file', 'more files')}`

const where = (matter: BinaryMatter): Text => {
  const { package: one, layer, paths, files: number } = matter
  return sentences(
    one
      ? text`From the ${one.from} package ${code(`${one.name} ${one.version}`)}.`
      : layer === undefined
        ? []
        : sentences(text`From layer ${layer + 1}.`, heldAgain(matter)),
    number > 1 && paths.length > 1
      ? text`${number > paths.length ? 'Among them' : 'Also'} ${paths.slice(1).flatMap((path, at) => [...(at > 0 ? [', '] : []), code(`/${path}`)])}.`
      : [],
  )
}

const started = ({ isStarted }: BinaryMatter): Text =>
  isStarted ? text`The container starts with it, so it does not start.` : []

function otherBuild({ package: one, wanted, has = '' }: BinaryMatter): Text {
  if (one?.from === 'npm')
    return text`Run ${code('npm ci')} in a stage with the final image's C library, or with ${code(`--libc=${has}`)}: npm then takes the build for ${has}, where the package has one.`
  if (one?.from === 'python')
    return text`Run ${code('pip install')} in a stage of the final image: it then takes the ${has === 'musl' ? code('musllinux') : code('manylinux')} wheel, or builds one.`
  return has === 'musl'
    ? text`Build it on this base, link it statically, or take a base with ${wanted} (for example a ${code('-slim')} one).`
    : text`Build it on this base, or link it statically.`
}

function otherInterpreter({ wanted, has, link }: BinaryMatter): Text {
  if (link !== undefined && /(?:^|\/)python[\d.]*$/.test(link))
    return text`A virtual environment only links to the Python that made it: make it in a stage with the final image's Python at the same path, or install that Python at ${code(link)}.`
  if (link !== undefined)
    return text`Install it where the link leads, or let the link lead to what the image has.`
  if (has !== undefined) return text`Name in the first line a program that runs the script.`
  return /(?:^|\/)bash$/.test(wanted)
    ? text`Install ${code('bash')}, or write the script for ${code('sh')} and begin it with ${code('#!/bin/sh')}.`
    : text`Install ${code(wanted.slice(wanted.lastIndexOf('/') + 1))}, or name in the first line the path where it lies.`
}
