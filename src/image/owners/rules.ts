import type { Owner, Package } from '../../core/domain/image/insight.js'
import type { ViewFile } from '../view/image-view.js'

/** What a rule may go by. */
interface FileClues {
  readonly file: ViewFile
  /** The package whose file it is, of the operating system's first. */
  readonly owner?: Package
  /** Its layer was made by copying, not by a command run in the image. */
  readonly isCopied: boolean
  /** That copy looks like one of the build context, not of another stage. */
  readonly isFromContext: boolean
  /** It lies in a Python virtual environment. */
  readonly isInVirtualEnv: boolean
  /** It lies in the folder that the image works in, or beside what it starts. */
  readonly isInAppFolder: boolean
  /** The command that the image starts with names it. */
  readonly isStarted: boolean
}

interface Rule {
  readonly owner: Owner
  readonly holds: (clues: FileClues) => boolean
}

const osKinds: ReadonlySet<Package['from']> = new Set(['apk', 'deb', 'rpm'])

const isOsFile = ({ owner }: FileClues): boolean => owner !== undefined && osKinds.has(owner.from)

const versionControl = /(?:^|\/)\.(?:git|hg|svn|bzr)(?:\/|$)/
const secrets =
  /(?:^|\/)(?:\.npmrc|\.pypirc|\.netrc|\.env(?:\.(?!example$|sample$|template$)[\w-]+)?|id_(?:rsa|dsa|ecdsa|ed25519)|\.aws\/credentials|\.docker\/config\.json|\.ssh\/(?!known_hosts|authorized_keys|config)[^/]+)$/
const caches =
  /^(?:var\/cache\/|var\/lib\/apt\/lists\/|var\/tmp\/|tmp\/|etc\/apk\/cache\/|root\/\.(?:cache|npm|gradle\/caches|m2\/repository|nuget|bundle\/cache|cargo\/registry|yarn)\/|usr\/local\/share\/\.cache\/|root\/go\/pkg\/mod\/cache\/|go\/pkg\/mod\/cache\/|usr\/local\/cargo\/registry\/)|^home\/[^/]+\/\.(?:cache|npm)\/|(?:^|\/)(?:\.cache|_cacache|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.parcel-cache|\.turbo)\//
const docs =
  /^usr\/(?:local\/)?share\/(?:doc|man|info|locale|gtk-doc|help|lintian|bug|i18n\/locales)\/|^usr\/lib\/locale\/|^usr\/share\/doc-base\//
const buildPackages =
  /^(?:gcc(?!-\d+-base$)|g\+\+|cpp|clang|llvm|rustc|cargo|golang|make|cmake|ninja|ninja-build|samurai|autoconf|automake|libtool|binutils|bison|flex|m4|nasm|yasm|patch|pkg-config|pkgconf|pkgconfig|musl-tools|libc-dev-bin|glibc-headers|kernel-headers|linux-headers|build-base|build-essential|dpkg-dev|fakeroot|gdb|strace|gfortran|swig|meson|rpm-build)(?:$|[-.\d:])|-(?:dev|devel|headers)$|^lib(?:asan|tsan|ubsan|lsan|hwasan|itm|cc1|isl|mpc|binutils|ctf|ctf-nobfd|gprofng|pkgconf|fakeroot|dpkg-perl)-?\d*$/
const buildPaths =
  /^usr\/(?:local\/)?(?:include|lib\/gcc|libexec\/gcc)\/|^usr\/lib\/(?:[^/]+\/)?[^/]+\.(?:a|o)$|^usr\/local\/(?:go|rustup|cargo)\/|^opt\/rust\//
const languagePackages =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|gems\/ruby|gems\/[\d.]+)\/|^(?:go|root\/go)\/pkg\/mod\/|^usr\/local\/(?:lib\/(?:python[\d.]*|node_modules|ruby)|bundle)\/|^usr\/local\/(?:bin|lib|include)\/(?:lib)?(?:python|node|ruby|perl)|^opt\/(?:venv|conda|java|openjdk)|^usr\/lib\/(?:jvm|python3?[\d.]*|ruby|node_modules)\//
const applicationFolders =
  /^(?:app|srv|code|workspace|opt|usr\/src\/app|usr\/share\/nginx\/html|var\/www|home\/[^/]+)(?:\/|$)/
/** What the packages' own scripts write belongs to none of their lists. */
const osDatabases =
  /^(?:var\/lib\/(?:dpkg|rpm|apt|pam|ucf|systemd|shells\.state)|(?:usr\/)?lib\/apk|usr\/lib\/sysimage|usr\/share\/rpm|etc\/apk|etc\/apt|etc\/ssl\/certs|etc\/pki\/ca-trust)\/|^etc\/(?:ld\.so\.cache|(?:passwd|group|shadow|gshadow|subuid|subgid)-?|shells|os-release)$|\/gconv\/gconv-modules\.cache$/

/** A program that has one written into it stays a program; packages carry keys for their tests. */
const holdsOwnSecret = ({ path, sizeBytes, inode }: ViewFile): boolean =>
  inode.entry.captured?.secrets !== undefined && sizeBytes <= 64 * 1024 && !languagePackages.test(path)

/** The first rule that holds decides, so every byte has one owner. */
export const rules: readonly Rule[] = [
  {
    owner: 'secrets',
    holds: ({ file, owner }) => owner === undefined && (secrets.test(file.path) || holdsOwnSecret(file)),
  },
  { owner: 'version-control', holds: ({ file }) => versionControl.test(file.path) },
  {
    owner: 'virtual-environments',
    holds: ({ file, isFromContext, isInVirtualEnv }) =>
      isFromContext && (isInVirtualEnv || /(?:^|\/)node_modules\//.test(file.path)),
  },
  { owner: 'caches', holds: (clues) => caches.test(clues.file.path) && !isOsFile(clues) },
  { owner: 'docs-and-locales', holds: ({ file }) => docs.test(file.path) },
  {
    owner: 'build-tools',
    holds: (clues) =>
      isOsFile(clues) ? buildPackages.test(clues.owner?.name ?? '') : buildPaths.test(clues.file.path),
  },
  { owner: 'os-packages', holds: (clues) => isOsFile(clues) || osDatabases.test(clues.file.path) },
  {
    owner: 'language-packages',
    holds: ({ file, owner, isInVirtualEnv }) =>
      owner !== undefined || isInVirtualEnv || languagePackages.test(file.path),
  },
  {
    owner: 'application',
    holds: ({ file, isCopied, isInAppFolder, isStarted }) =>
      isStarted || isInAppFolder || isCopied || applicationFolders.test(file.path),
  },
]
