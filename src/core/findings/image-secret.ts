import type { Finding } from '../domain/finding.js'
import type { SecretEvidence, SecretKind, SecretPlace } from '../domain/image/secret.js'
import { heldAgain } from './held-again.js'
import { aboutImage } from './image-about.js'
import type { Told } from './prose.js'
import { count } from './quantity.js'
import { code, sentences, type Text, text } from './text.js'

type SecretFinding = Extract<Finding, { tag: 'image-secret' }>

export const imageSecret = (finding: SecretFinding): Told => {
  const { characters, count: number } = finding
  const told = places[finding.where](finding)
  const more = number > 1 ? ` and ${count(number - 1, 'more like it', 'more like it')}` : ''
  return {
    title: text`${aboutImage(finding)}${what[finding.kind]} ${told.title}`,
    explanation: sentences(
      told.explanation,
      text`It has ${finding.kind === 'key-store' ? count(characters, 'byte') : count(characters, 'character')}${more}; it is not shown here.`,
      finding.package === undefined
        ? []
        : text`It came with the package ${code(finding.package)}, so it is most likely there for its tests.`,
    ),
    fix:
      finding.package === undefined
        ? sentences(
            told.fix ?? [],
            text`Then replace it (${revoke[finding.kind]}): whoever could pull this image has it.`,
          )
        : text`Leave the package's tests out of the image, if it is one.`,
  }
}

const at = ({ path = '', line }: SecretEvidence): Text => [
  code(`/${path}${line === undefined ? '' : `:${line}`}`),
]

const inLayer = (one: SecretEvidence): Text =>
  one.layer === undefined
    ? []
    : sentences(
        text`Layer ${one.layer + 1} ${one.againBy === undefined ? 'holds' : 'brought'} it.`,
        heldAgain(one),
      )

const called = ({ name }: SecretEvidence): Text => (name === undefined ? [] : [' ', code(name)])

const mount = text`Give it to the one command that needs it: ${code('RUN --mount=type=secret,id=…')} with ${code('docker build --secret')}.`

/** A new place without its text does not compile. */
const places: { readonly [Place in SecretPlace]: (one: SecretEvidence) => Told } = {
  file: (one) => ({
    title: text`is in ${at(one)}`,
    explanation: inLayer(one),
    fix: text`Keep the file out with ${code('.dockerignore')} and mount it when the container starts; where only the build needs it, use ${code('RUN --mount=type=secret')}.`,
  }),
  'lower-layer': (one) => ({
    title: text`is in a lower layer: ${at(one)}`,
    explanation: text`Layer ${(one.layer ?? 0) + 1} holds it${one.hiddenBy === undefined ? '' : ` and layer ${one.hiddenBy + 1} hides it`}: no container sees it, and every pull brings it.`,
    fix: text`Let no layer have it: ${mount}`,
  }),
  environment: (one) => ({
    title: text`is in the environment variable${called(one)} of the image`,
    explanation: text`${code('docker inspect')} shows it, and every process of the container has it.`,
    fix: text`Remove the ${code('ENV')} and set it when the container starts.`,
  }),
  label: (one) => ({
    title: text`is in the label${called(one)}`,
    explanation: text`${code('docker inspect')} shows it.`,
    fix: text`Remove the label.`,
  }),
  history: (one) => ({
    title: text`is in the image's history${one.name === undefined ? '' : ' as'}${called(one)}`,
    explanation: sentences(text`${code('docker history --no-trunc')} shows it.`, inLayer(one)),
    fix: mount,
  }),
  'build-argument': (one) => ({
    title: text`is in the image's history as the build argument${called(one)}`,
    explanation: sentences(
      text`${code('docker history --no-trunc')} shows it: arguments are written there with their values.`,
      inLayer(one),
    ),
    fix: mount,
  }),
}

const what: Record<SecretKind, string> = {
  'private-key': 'a private key',
  'key-store': 'a key store with a private key',
  'aws-key': 'an AWS access key with its secret',
  'gcp-key': 'the key of a Google Cloud service account',
  'azure-key': 'a key of an Azure account',
  'github-token': 'a GitHub token',
  'gitlab-token': 'a GitLab token',
  'slack-token': 'a Slack token',
  'npm-token': 'an npm token',
  'pypi-token': 'a PyPI token',
  'docker-token': 'a Docker Hub token',
  'stripe-key': 'a live Stripe key',
  'api-token': 'an API token',
  'json-web-token': 'a signed web token',
  'registry-login': 'a login for a registry',
  login: 'a login',
  'password-in-url': 'a password in an address',
  'secret-value': 'what looks like a secret',
}

const revoke: Record<SecretKind, string> = {
  'private-key': 'make a new pair and withdraw this one wherever it is trusted',
  'key-store':
    'make a new pair and withdraw this one: its password keeps it only as long as nobody guesses it',
  'aws-key': 'deactivate it in IAM',
  'gcp-key': 'delete the key of the service account',
  'azure-key': 'rotate the keys of the account',
  'github-token': 'revoke it in the settings of its owner',
  'gitlab-token': 'revoke it in the settings of its owner',
  'slack-token': 'rotate it in the settings of the app',
  'npm-token': 'revoke it with npm token revoke',
  'pypi-token': 'remove it in the settings of the account',
  'docker-token': 'deactivate it in the settings of the account',
  'stripe-key': 'roll it in the dashboard',
  'api-token': 'revoke it where it was given out',
  'json-web-token': 'end its session, or change the key that signs',
  'registry-login': 'revoke the token or change the password',
  login: 'change the password',
  'password-in-url': 'change the password',
  'secret-value': 'make a new one where it is used',
}
