export interface LogCommand {
  readonly command: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

const known = new Set([
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
])

/** A line of a step's output as the runner takes it: both its forms, the older one anywhere in the line. */
export function parseLogCommand(line: string, resumeToken?: string): LogCommand | undefined {
  const isKnown = (command: string) => known.has(command) || command === resumeToken
  const parsed = parseNewForm(line.trimStart()) ?? parseOldForm(line)
  return parsed !== undefined && isKnown(parsed.command) ? parsed : undefined
}

function parseNewForm(line: string): LogCommand | undefined {
  const [, head, message = ''] = /^::(.*?)::(.*)$/s.exec(line) ?? []
  return head === undefined ? undefined : make(head, ',', message, unescapeMessage, unescapeProperty)
}

function parseOldForm(line: string): LogCommand | undefined {
  const [, head, message = ''] = /##\[(.*?)\](.*)$/s.exec(line) ?? []
  const plain = (text: string) =>
    text.replaceAll('%3B', ';').replaceAll('%5D', ']').replaceAll('%0D', '\r').replaceAll('%0A', '\n')
  return head === undefined ? undefined : make(head, ';', message, plain, plain)
}

function make(
  head: string,
  separator: string,
  message: string,
  inMessage: (text: string) => string,
  inProperty: (text: string) => string,
): LogCommand {
  const space = head.indexOf(' ')
  const pairs = space < 0 ? [] : head.slice(space + 1).split(separator)
  const properties = pairs.flatMap((pair) => {
    const equals = pair.indexOf('=')
    return equals < 1 ? [] : [[pair.slice(0, equals).trim(), inProperty(pair.slice(equals + 1))] as const]
  })
  return {
    command: (space < 0 ? head : head.slice(0, space)).toLowerCase(),
    properties: Object.fromEntries(properties),
    message: inMessage(message),
  }
}

const unescapeMessage = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')

const unescapeProperty = (text: string): string =>
  text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%')
