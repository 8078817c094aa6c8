/** Whether what stands where a secret would stand is one, or only shows where to write it. */
export function isRealValue(value: string): boolean {
  return (
    value.length >= 8 &&
    value.length <= 4096 &&
    !isPlaceholder.test(value) &&
    !isReference.test(value) &&
    kindsOfCharacters(value) >= (value.length >= 16 ? 1 : 2) &&
    entropyOf(value) >= leastEntropy
  )
}

/** Tokens of a known form need no more than this: `ghp_xxxxxxxx` and `ghp_12341234` stand in manuals. */
export const isRealToken = (token: string): boolean =>
  new Set(token).size >= 10 && !/example|xxxx|0{8}|1234567890|abcdefgh/i.test(token)

const isPlaceholder =
  /^(?:<.*>|\[.*\]|change.?(?:me|this|it).*|your.*|my[-_ ].*|.*example.*|.*placeholder.*|.*dummy.*|.*redacted.*|todo.*|test.*|fake.*|sample.*|insert.*|replace.*|some[-_ ].*|enter[-_ ].*|not[-_ ]?(?:set|used|needed|real).*|(?:super|very)?[-_ ]?secret|(?:p|P)a(?:ss|ß)w(?:or)?d\d{0,4}|localhost.*|development.*)$/i

/** Filled in later, read from elsewhere, or a place rather than a secret. */
const isReference =
  /\$[({A-Za-z_]|\{\{|%\w+%|^@\w+@$|^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)|^\w+:\/\/[^@]*$|^process\.env/

/** Words have one kind of characters; secrets that somebody drew by lot hardly ever. */
const kindsOfCharacters = (value: string): number =>
  [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((one) => one.test(value)).length

/** In bits for each character. */
const leastEntropy = 2.5

function entropyOf(value: string): number {
  const counts = new Map<string, number>()
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length)
  return bits
}
