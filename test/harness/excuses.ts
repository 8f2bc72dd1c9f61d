// What TypeScript minds about an output although the migration is not to blame.

import ts from 'typescript'

/** `./elsewhere`, in a fixture that shows one file of a program. */
export const isMissingFile = ({ code, messageText }: ts.Diagnostic): boolean =>
  [2307, 2792, 7016].includes(code) &&
  /'\.{1,2}\//.test(ts.flattenDiagnosticMessageText(messageText, '\n'))

/** Everything imported from such a module is `any`, but TypeScript minds its members as types: `AWS.S3.Foo`. */
export function isAboutUnknown(
  { code, messageText }: ts.Diagnostic,
  unknown: ReadonlySet<string>,
): boolean {
  const name = /^Namespace '"(.+?)"'/.exec(ts.flattenDiagnosticMessageText(messageText, '\n'))?.[1]
  return code === 2694 && name !== undefined && unknown.has(name)
}

/** `express().get('/', (request) => …)`: where the function comes from has no types here. */
export const isUntypedCallback = ({ code }: ts.Diagnostic, importsUnknown: boolean): boolean =>
  importsUnknown && [7006, 7019, 7031].includes(code)

/** What JavaScript has no words for: `{ InvocationType: 'Event' }` is a `string` there, `[]` has no index signature. */
export function isUnsayable({ messageText }: ts.Diagnostic): boolean {
  const lines = ts.flattenDiagnosticMessageText(messageText, '\n').trim().split('\n')
  const reason = lines.at(-1)?.trim() ?? ''
  // An alias of literals cannot be told from a class by its name alone; these are not literals.
  const object = /'(Date|Uint8Array|Logins|\w*(Client|Config|Credentials|Identity|Provider))'\.$/
  if (object.test(reason)) return false
  return (
    /^Type 'string' is not assignable to type '([A-Z]\w*|"[^|]*"( \| "[^|]*")*)'\.$/.test(reason) ||
    /^Index signature for type 'string' is missing in type 'any\[\]'\.$/.test(reason)
  )
}
