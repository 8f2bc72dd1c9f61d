// Every record that crosses a stage. Plain JSON: no node, no function, no absolute path.
// Offsets are UTF-16 units in the file's text as it was read.

import type { FindingCode } from './report/catalogue.ts'

export interface Span {
  readonly start: number
  readonly end: number
}

/** A piece of new text. In a string a newline takes the surroundings' indentation, a tab after it is one level; `;` alone is there if the file writes semicolons. */
export type Part =
  | string
  | SourcePart
  | ObjectPart
  | QuotedPart
  | ShiftedPart
  | AlignedPart
  | CommentPart
  | RawPart

/** Text that is written as it is. */
export interface RawPart {
  readonly raw: string
}

/** A comment of the source behind a statement. */
export interface CommentPart {
  readonly comment: Span
}

/** Parts whose lines, but for the first, move sideways by some levels. */
export interface ShiftedPart {
  readonly shifted: readonly Part[]
  readonly levels: number
}

/** Parts whose lines, but for the first, move from the indentation of one line of the source to that of another. */
export interface AlignedPart {
  readonly aligned: readonly Part[]
  /** Offset in the line that they come from. */
  readonly from: number
  /** Offset in the line that they belong to. */
  readonly to: number
}

/** The source at a span, with the edits inside it. */
export type SourcePart = Span

/** A string literal in the quotes of the file. */
export interface QuotedPart {
  readonly quoted: string
}

/** An object literal made from one in the source: its layout is kept. */
export interface ObjectPart {
  readonly object: ObjectFact
  /** New entries, before the others. */
  readonly added: readonly (readonly Part[])[]
  /** One outcome for each entry. */
  readonly outcomes: readonly Outcome[]
}

export type Outcome =
  | { readonly kind: 'keep' }
  | { readonly kind: 'drop' }
  /** Its key and value are written anew; its comments, and the space after the colon, stay. */
  | { readonly kind: 'write'; readonly key: string; readonly value: readonly Part[] }

/** New text for a span. Edits lie inside each other or apart, and never overlap otherwise. */
export interface Edit extends Span {
  readonly parts: readonly Part[]
}

/** One statement list on the way from the module to a site. */
export interface Frame {
  /** Offset that names the statement list. */
  readonly block: number
  readonly blockEnd: number
  /** The statement of that list which contains the site. */
  readonly at: number
  /** Offset of the statement of that list by which the site is first reached: a function declared below may be called above. */
  readonly runs: number
  readonly end: number
  /** False where a single statement or expression stands in place of a list. */
  readonly list: boolean
  /** Offset of the innermost function around this list; -1 at module level. */
  readonly fn: number
  /** Whether `await` may be written in that function. */
  readonly async: boolean
  /** `at` begins a statement or a class member, so a comment may stand before it. */
  readonly begins: boolean
}

/** Where a site stands: its frames from the module inwards; there is always at least one. */
export type Place = readonly Frame[]

/** What an expression is, as far as moving or converting it needs to know. */
export interface Value {
  readonly span: Span
  readonly kind:
    | 'literal'
    | 'name'
    | 'member'
    | 'object'
    | 'credentials'
    | 'endpoint'
    | 'absent'
    | 'other'
  /** The value of a literal, or of the literal a `const` name holds. */
  readonly literal?: string | number | boolean
  /** An object literal, or a `const` name of one, with values that may be `undefined` or `null`. */
  readonly holdsAbsent?: true
  /** The property names of the object literal a `const` name holds. */
  readonly keys?: readonly string[]
  /** The properties of the literal that a `const` name holds, if nothing changes it: `options.timeout`. */
  readonly members?: readonly { readonly key: string; readonly value: Value }[]
  /** `name` and `member`: the text, `REGION` or `settings.region`. */
  readonly text?: string
  /** `object`: its properties. */
  readonly object?: ObjectFact
  /** `credentials`: the constructions it denotes; none: those of the global configuration. */
  readonly sites?: readonly string[]
  /** `credentials`: the construction itself or a name for it, not a choice or a call that gives it. */
  readonly direct?: boolean
  /** `endpoint` (`new AWS.Endpoint(x)`): the x. */
  readonly inner?: Value
  /** A `const` name or literal: the same value wherever it is in scope. */
  readonly constant: boolean
  /** Its type is a number, if it is there. */
  readonly numeric?: true
  /** A list, which JavaScript programs also use as a map. */
  readonly list?: true
  /** A provider of v3. */
  readonly provider?: true
  /** It calls, awaits, assigns: evaluating it does something. */
  readonly effects?: true
  /** A function: how many parameters it has, and whether a minus sign stands in it. */
  readonly fn?: { readonly params: number; readonly minus: boolean }
  /** `new X(…)`, or a `const` name of one: the text of X, with the module it is imported from. */
  readonly constructs?: string
  /** Text that begins with a scheme, whichever branch is taken; a branch may be `undefined`. */
  readonly schemed?: true
  /** Text with `{region}` or the like in it, which v2 fills in. */
  readonly templated?: true
  /** The type or the form says that it may be `undefined` or `null`. */
  readonly mayBeAbsent: boolean
  /** Offset before which the expression cannot stand, because it names something declared there; -1: none. */
  readonly after: number
  /** It reads only literals, constants and the environment: moving it changes nothing. */
  readonly movable: boolean
  /** SDK names inside it that go when the value is replaced. */
  readonly refs: readonly number[]
}

export interface ObjectFact {
  readonly span: Span
  readonly multiline: boolean
  readonly entries: readonly EntryFact[]
}

export interface EntryFact {
  /** From after the previous comma or brace, so with its leading comments, to the end of the value. */
  readonly span: Span
  readonly keySpan: Span
  /** The property name; null for spreads, computed keys, methods and accessors. */
  readonly key: string | null
  readonly shorthand: boolean
  readonly value: Value
  /** Comments before it. */
  readonly comments: readonly Span[]
  /** What follows its comma on the same line, when that is a comment: it belongs to this entry. */
  readonly trail: Span | null
}

/** A reason why a site cannot be migrated yet, found where it stands. */
export interface Blocker {
  readonly code: FindingCode
  readonly at: number
  readonly data: Readonly<Record<string, string>>
}

interface Site {
  /** `file:offset`. */
  readonly id: string
  readonly span: Span
  readonly place: Place
  /** Offsets of the SDK names (bindings of `aws-sdk`) that this site accounts for. */
  readonly refs: readonly number[]
  readonly blockers: readonly Blocker[]
}

/** `AWS.config.x = …`, `AWS.config.update(…)`, `AWS.config = …`; `AWS.Config.x = …`, which v2 ignores. */
export interface WriteFact extends Site {
  readonly form: 'assign' | 'update' | 'replace' | 'ignored'
  /** The statement it is; null where it is part of an expression. */
  readonly statement: Span | null
  /** A comment behind it on the same line. */
  readonly trail: Span | null
  /** Its entries stand one level deeper than itself. */
  readonly nested: boolean
  readonly entries: readonly WriteEntry[]
  /** `loadFromPath(path)`: the name that the content of the file gets. */
  readonly file?: { readonly name: string; readonly path: Span }
}

export interface WriteEntry {
  /** `region`, or `dynamodb.endpoint` for a service section. */
  readonly key: string
  readonly value: Value
  readonly comments: readonly Span[]
  /** A comment behind it on the same line. */
  readonly trail: Span | null
}

/** `AWS.config.region` used as a value. */
export interface ReadFact extends Site {
  readonly key: string
}

/** `new AWS.CognitoIdentityCredentials(…)` and the other credential classes. */
export interface CredentialsFact extends Site {
  readonly className: string
  /** The first argument. */
  readonly params: ObjectFact | null
  /** The first argument when it is a variable: its text, and the names of the properties it is known to have. */
  readonly paramsVariable: {
    readonly text: string
    readonly keys: readonly string[]
    readonly mayBeAbsent: readonly string[]
  } | null
  readonly clientConfig: Value | null
  /** Ids of the variables holding options that the second argument takes. */
  readonly optionsVariables: readonly string[]
  /** All arguments. */
  readonly args: readonly Value[]
  /** Of a chain: what it asks, in this order; null: the default, or it cannot be seen. */
  readonly links: readonly LinkFact[] | null
  /** Statements that add to the chain: `chain.providers.push(…)`. */
  readonly additions: readonly Span[]
  readonly calleeSpan: Span
  readonly holder: Holder
  /** The first statement after it in its list that does more than declare and assign; null: none. */
  readonly next: Span | null
}

/** One provider of a chain. */
export interface LinkFact {
  /** What its function returns. */
  readonly value: Value
  /** All of the default chain. */
  readonly isDefault: boolean
  /** It stands in the list, on a line of its own. */
  readonly ownLine: boolean
}

/** Where a constructed object is put. */
export type Holder =
  | { readonly kind: 'none' }
  | { readonly kind: 'config' }
  | { readonly kind: 'option' }
  | {
      readonly kind: 'variable'
      readonly name: string
      readonly constant: boolean
      readonly moduleLevel: boolean
      readonly exported: boolean
      readonly declares: boolean
      readonly alone: boolean
    }
  | { readonly kind: 'property'; readonly exported: boolean }
  | { readonly kind: 'escape' }

/** Stands among construction ids for all credentials of the program: only a type of v2 says that these are some. */
export const anyCredentials = 'credentials:*'

/** Which credentials a use means: the global ones, or those of known constructions. */
export type CredentialsTarget = 'global' | readonly string[]

/** A use of a credentials object. */
export interface CredentialUseFact extends Site {
  readonly target: CredentialsTarget
  readonly use: CredentialUse
  /** `AWS.config.credentials` in it; null where a name stands for them. */
  readonly receiver: Span | null
  /** A name from `const { credentials } = AWS.config`. */
  readonly bound: boolean
  /** `x instanceof AWS.CognitoIdentityCredentials`: the class. */
  readonly testedClass: Span | null
  /** References of casts and annotations around it, which go when it is replaced. */
  readonly typeRefs: readonly number[]
}

export type CredentialUse =
  | IdentityRead
  | LoadFact
  /** `if (AWS.config.credentials)`; with `=== null` the operand, for what is not set is undefined afterwards. */
  | { readonly kind: 'test'; readonly operand: Span | null }
  /** `const credentials = AWS.config.credentials`. */
  | {
      readonly kind: 'alias'
      readonly statement: Span
      readonly name: string
      readonly constant: boolean
    }
  /** `await chain.resolvePromise()`; not awaited: the call alone. */
  | { readonly kind: 'resolve'; readonly receiver: Span; readonly awaited: boolean }
  /** `credentials: creds`, `AWS.config.credentials = creds`, `masterCredentials: AWS.config.credentials`. */
  | { readonly kind: 'supply' }

/** `creds.identityId`, `creds.data.IdentityId`, `creds.params.IdentityId`. */
export interface IdentityRead {
  readonly kind: 'identity'
  readonly declared: DeclaredRead | null
  /** The name that `const { identityId: name } = creds` gives it. */
  readonly binds: string | null
  /** Its truth is tested, so it must not be awaited. */
  readonly tested: boolean
  /** A member or call follows directly, so `await` needs parentheses. */
  readonly tight: boolean
  /** `identityId: <read>` in an object literal. */
  readonly property: { readonly key: string; readonly span: Span } | null
}

/** `creds.get(cb)`, `creds.getPromise()`, `AWS.config.getCredentials(cb)` and their kin. */
export interface LoadFact {
  readonly kind: 'load'
  readonly method: string
  readonly callback: CallbackFact | null
  /** `await` stands before it; the statement is nothing else. */
  readonly awaitedStatement: Span | null
  /** `.getPromise().then(…)`: the function given to `then`. */
  readonly chained: CallbackFact | null
  /** Nothing uses what the call returns. */
  readonly discarded: boolean
  /** Where the next statement of the same list begins. */
  readonly next: number | null
}

/** `const id = <read>`, alone in its statement. */
export interface DeclaredRead {
  readonly name: string
  readonly statement: Span
}

/** A function given as an argument. */
export interface CallbackFact {
  readonly span: Span
  readonly kind: 'inline' | 'reference'
  /** Inline: offset of the function, as in `Frame.fn`. */
  readonly fn: number
  readonly params: readonly string[]
  readonly paramsSpan: Span
  readonly body: Span
  readonly async: boolean
  readonly arrow: boolean
  /** An arrow function whose body is an expression. */
  readonly expression: boolean
  /** How the body deals with the error parameter. */
  readonly shape: CallbackShape
}

export type CallbackShape =
  /** There is no error parameter, or it is never used. */
  | { readonly kind: 'ignores' }
  /** `if (err) {…} else {…}`, `if (err) return …; …`, `err ? … : …`. */
  | { readonly kind: 'split'; readonly failed: BodyFact; readonly succeeded: BodyFact }
  | { readonly kind: 'mixed' }

/** Statements, or one expression, taken out of a body. */
export interface BodyFact {
  readonly span: Span | null
  readonly expression: boolean
  /** The expression is returned. */
  readonly returns: boolean
  /** Levels its lines move when it becomes the body of a function at the call's own level. */
  readonly shift: number
  /** The span begins with a new line. */
  readonly multiline: boolean
  readonly awaits: boolean
}

/** `new AWS.S3(…)`; or, beside configuration of v2 that is left, `new S3Client(…)` of v3. */
export interface ClientFact extends Site {
  readonly isV3: boolean
  /** v2 class name; `DynamoDB.DocumentClient` for the document client. */
  readonly service: string
  readonly calleeSpan: Span
  /** The argument list with its parentheses; null for `new AWS.S3`. */
  readonly argsSpan: Span | null
  readonly options: Value | null
  /** Ids of the variables holding options that it takes, whole or spread; their literals are converted. */
  readonly optionsVariables: readonly string[]
  /** The low-level clients that a document client sends with. */
  readonly services: readonly string[]
  readonly holder: Holder
}

/** An object literal in a variable that only configures clients: `const options = { … }`, `new AWS.Config({ … })`. */
export interface OptionsFact extends Site {
  readonly name: string
  readonly object: ObjectFact
  /** `new AWS.Config(…)` around it. */
  readonly wrapper: Span | null
  /** Something else than clients reads it, so its keys may not change. */
  readonly shared: boolean
  /** Something changes it after its declaration. */
  readonly changed: boolean
}

/** Which client a call goes to: known constructions, or all clients of a service. */
export type ClientTarget = readonly string[] | { readonly service: string }

/** `s3.getObject(params).promise()` and its other forms. */
export interface CallFact extends Site {
  readonly service: string
  readonly target: ClientTarget
  readonly method: string
  /** `.getObject` or `["getObject"]`. */
  readonly member: Span
  readonly optional: boolean
  /** Between the parentheses of the operation. */
  readonly args: Span
  readonly params: Span | null
  /** The literal of its input; null also where nothing has to know. */
  readonly input: InputFact | null
  readonly callback: Span | null
  /** TypeScript: where the callback reads a member of its response, which v3 types as perhaps undefined. */
  readonly asserts: readonly number[]
  /** `.promise()` with all that stands before its dot, to be cut. */
  readonly promise: Span | null
  /** `.createReadStream()` in the place of `.promise()`. */
  readonly stream: StreamFact | null
  readonly promiseComments: readonly Span[]
  /** `makeRequest('op', …)`: the name with all that stands between it and the input, to be cut. */
  readonly named: Span | null
  /** `client[operation](…)`; it has no method then. */
  readonly byVariable?: true
  /** Where it is sent, other than by a promise or a callback of its own. */
  readonly sent:
    | SendFact
    | EventsFact
    | HeldFact
    | PromisifiedFact
    | UploadFact
    | SignedUrlFact
    | WaiterFact
    | SetFact
    | null
}

/** `.send(callback)`, `.send()`. */
export interface SendFact {
  readonly kind: 'send'
  readonly call: Span
  /** From the end of the input to the callback, or to the closing parenthesis. */
  readonly gap: Span
}

/** `.on('success', f).on('error', g).send()`; the handlers. */
export interface EventsFact {
  readonly kind: 'events'
  readonly call: Span
  /** All behind the operation. */
  readonly tail: Span
  /** White space before the first `.on`. */
  readonly lead: string
  readonly success: Span | null
  /** `.data`, where the handler reads it of its response. */
  readonly reads: readonly Span[]
  readonly error: Span | null
  readonly complete: Span | null
}

/** `promisify(client.operation.bind(client))`. */
export interface PromisifiedFact {
  readonly kind: 'promisified'
  readonly span: Span
  readonly receiver: Span
  /** It is called without input somewhere. */
  readonly optional: boolean
  /** It is called where it stands. */
  readonly operand: boolean
}

/** `s3.upload(params, options)`. */
export interface UploadFact {
  readonly kind: 'upload'
  readonly receiver: Span
  /** Its text. */
  readonly client: string
  readonly params: Span
  /** They are a literal on several lines. */
  readonly multiline: boolean
  /** They are a variable. */
  readonly name: string | null
  readonly options: readonly { readonly span: Span; readonly spread: boolean }[]
  /** What is done with the upload. */
  readonly ends: readonly (
    | { readonly kind: 'promise'; readonly member: Span }
    /** `key` of the progress; `alone`: in a pattern, where it is the name too. */
    | { readonly kind: 'key'; readonly member: Span; readonly alone: boolean }
    /** From the dot on. */
    | { readonly kind: 'send'; readonly span: Span; readonly callback: CallbackFact }
  )[]
  readonly callback: CallbackFact | null
  /** The variable that it is kept in although it has a callback. */
  readonly declared: string | null
}

/** `s3.getSignedUrl(operation, params)`, `s3.createPresignedPost(params)`. */
export interface SignedUrlFact {
  readonly kind: 'signed-url'
  /** Empty: a presigned post. */
  readonly operation: string
  readonly receiver: Span
  readonly params: Span | null
  readonly object: ObjectFact | null
  /** Of the fields of a presigned post. */
  readonly fields: ObjectFact | null
  /** Known keys of the parameters; null: they are not known. */
  readonly keys: readonly string[] | null
  readonly callback: CallbackFact | null
  /** The result was there at once: it is awaited. */
  readonly sync: boolean
  /** Something binds closer than `await`. */
  readonly operand: boolean
  /** Functions that become async, and calls of them that are awaited. */
  readonly asyncs: readonly AsyncFact[]
}

/** `documents.createSet(list)`. */
export interface SetFact {
  readonly kind: 'set'
  readonly list: Span
  /** It is known to be an array; v2 takes a single value too. */
  readonly isArray: boolean
}

/** `client.waitFor(state, params)`. */
export interface WaiterFact {
  readonly kind: 'waiter'
  readonly state: string
  /** All that is replaced: with `.promise()`. */
  readonly span: Span
  readonly receiver: Span
  /** Its text. */
  readonly client: string
  readonly params: Span | null
  readonly object: ObjectFact | null
  /** Seconds between two attempts, and how many there are. */
  readonly delay: WaiterValue
  readonly maxAttempts: WaiterValue
  readonly callback: CallbackFact | null
  /** Something is done with the response. */
  readonly used: boolean
}

/** A number, the text of an expression, or where it stands. */
export type WaiterValue = number | string | Span

/** A function that becomes async. */
export interface AsyncFact {
  /** Where `async ` goes. */
  readonly at: number
  /** Empty: all that it gives is awaited where it stands. */
  readonly name: string
  /** The type of its result. */
  readonly type: Span | null
  /** Calls of it that get `await`; `operand`: in parentheses. */
  readonly calls: readonly {
    readonly span: Span
    readonly operand: boolean
    /** What they give is an array of promises. */
    readonly all: boolean
  }[]
}

/** A request in a variable that is only sent. */
export interface HeldFact {
  readonly kind: 'held'
  readonly receiver: Span
  /** From the client to behind the opening parenthesis. */
  readonly callee: Span
  readonly sends: readonly {
    /** `request.send(callback)`. */
    readonly span: Span
    /** The name of the request in it. */
    readonly request: Span
    readonly callback: Span | null
  }[]
}

/** A response taken as a stream. */
export interface StreamFact {
  /** The member of the response that is one. */
  readonly field: string
  /** Where the call begins. */
  readonly start: number
  /** `;` where a parenthesis would continue the statement before it. */
  readonly separator: string
  /** What TypeScript has to be told that it is; null in JavaScript. */
  readonly type: string | null
  /** A member access follows. */
  readonly tight: boolean
}

export interface InputFact {
  /** Behind its opening brace. */
  readonly start: number
  /** Its keys; null for spreads and computed keys. */
  readonly entries: readonly { readonly key: string | null; readonly mayBeAbsent: boolean }[]
}

/** A client handed to code that is not seen. */
export interface EscapeFact extends Site {
  readonly service: string
  readonly target: ClientTarget
  readonly known: boolean
  /** It leaves the module. */
  readonly exported: boolean
}

/** The configuration of a client, used after its construction. */
export interface ClientConfigFact extends Site {
  readonly service: string
  readonly target: ClientTarget
  /** `s3.config`. */
  readonly receiver: Span
  readonly use: ClientConfigUse
}

export type ClientConfigUse =
  /** `.credentials = x`, `.update({ credentials })`. */
  | {
      readonly kind: 'set'
      readonly statement: Span
      readonly entries: readonly { readonly key: string; readonly value: Value }[]
    }
  /** `.region`, and `.credentials` in `.credentials.accessKeyId`; a member or call follows directly. */
  | { readonly kind: 'read'; readonly span: Span; readonly tight: boolean }
  /** Given to another client: it stays. */
  | { readonly kind: 'passed' }

/** A call in the shape of v2 on something whose type nothing tells. */
export interface UnresolvedFact {
  readonly method: string
  readonly at: number
}

/** A type that names the SDK: `AWS.S3`. */
export interface TypeFact extends Site {
  readonly kind: 'client' | 'credentials'
  readonly service: string
  /** It stands in a cast or annotation of a use of credentials. */
  readonly ofUse: boolean
  /** A class of the program extends it. */
  readonly isBase?: true
}

/** A type that names a shape of v2, or one of its general types: `AWS.S3.PutObjectRequest`, `AWSError`. */
export interface ShapeFact extends Site {
  /** From the root of the SDK, without `Types`: `['S3', 'PutObjectRequest']`, `['AWSError']`. */
  readonly path: readonly string[]
  readonly what: string
  /**
   * `import`: `import('aws-sdk').S3.Body`; `heritage`: behind `extends` or `implements`; `export`: in `export { … }`;
   * `reexport`: all of `export { … } from 'aws-sdk/clients/s3'`; `comment`: in a comment of JavaScript;
   * `joined`: one of the two configurations in `DocumentClientOptions & ClientConfiguration`, which are one in v3.
   */
  readonly form: 'type' | 'import' | 'heritage' | 'export' | 'reexport' | 'comment' | 'joined'
  /** What a `reexport` hands on. */
  readonly handedOn: readonly { readonly path: readonly string[]; readonly name: string }[]
  /** The name under which `export { … }` gives it away. */
  readonly exportedAs: string | null
  /** `PromiseResult<D, E>`: D, and the shape it names. */
  readonly data: Span | null
  readonly dataPath: readonly string[] | null
  /** A literal has this type. */
  readonly plain: boolean
  /** Something binds to it more tightly than an intersection. */
  readonly tight: boolean
  /** It types the response in a callback: behind the name of the parameter, and where its members are read. */
  readonly optional: number | null
  readonly asserts: readonly number[]
}

/** A call of a helper of the SDK that has a form without it. */
export interface StaticFact extends Site {
  /** `util.uuid.v4`. */
  readonly path: string
  readonly args: readonly {
    readonly span: Span
    /** Its members may be read as it stands. */
    readonly plain: boolean
    /** It cannot be missing. */
    readonly assured: boolean
    /** What stands before a `!`. */
    readonly bare: Span | null
    /** Between the braces of an object. */
    readonly inside: Span | null
    readonly literal?: string
  }[]
  /** An operation there needs parentheses. */
  readonly operand: boolean
  /** An object literal there would be a block. */
  readonly first: boolean
  /** TypeScript that uses the types of Lambda events, whose attribute values are others than those of v3. */
  readonly ofLambda: boolean
}

/** `new AWS.Endpoint(url)` in a variable or a field. */
export interface EndpointFact extends Site {
  readonly inner: Value
  /** The endpoint where the program reads its parts. */
  readonly reads: readonly Span[]
}

/** A statement that binds names of the SDK, or of a v3 package. */
export interface ImportFact {
  readonly id: string
  readonly form: 'import' | 'require' | 'import-equals' | 'alias'
  readonly module: string
  readonly span: Span
  /** The statement; differs from `span` where one of several declarators is meant. */
  readonly statement: Span
  /** `const`, `let` or `var`. */
  readonly keyword: string
  /** The declarators of a variable statement. */
  readonly siblings: readonly Span[]
  readonly place: Place
  readonly typeOnly: boolean
  /** Names of the SDK inside an alias: `AWS` in `const { S3 } = AWS`. */
  readonly refs: readonly number[]
  readonly bindings: readonly BindingFact[]
  /** `{ … }` of named bindings, for adding to it. */
  readonly named: Span | null
  readonly sideEffect: boolean
  /** The project file that `module` means. */
  readonly target: string | null
  /** `AWS.config` in `const { credentials } = AWS.config`. */
  readonly ofConfig: Span | null
  /** The names are exported too: `export const sdk = AWS`. */
  readonly exported: boolean
}

export interface BindingFact {
  readonly imported: string
  readonly local: string
  /** The specifier, from after the previous comma. */
  readonly span: Span
  readonly typeOnly: boolean
  readonly refs: readonly number[]
  /** Those of them that mean a part of the SDK. */
  readonly sdkRefs: readonly number[]
  /** A whole module, used otherwise than by its members. */
  readonly whole: boolean
}

export type ExportsShape =
  /** Nothing, or `exports.a = …`. */
  | { readonly kind: 'none' }
  | { readonly kind: 'members' }
  /** `module.exports = { … }`. */
  | {
      readonly kind: 'object'
      readonly statement: Span
      readonly object: Span
      readonly entries: readonly Span[]
      readonly multiline: boolean
    }
  /** `module.exports = AWS`. */
  | { readonly kind: 'sdk'; readonly statement: Span }
  | { readonly kind: 'other' }

/** `export default AWS`, `export { AWS as sdk }`, `module.exports = { AWS }`, `export { AWS } from './aws'`. */
export interface ExportFact {
  /** `export:offset`. */
  readonly id: string
  /** The name under which it leaves; `=` for `module.exports = AWS`, `*` for all names. */
  readonly name: string
  readonly at: number
  readonly what: string
  /** What goes with it. */
  readonly span: Span
  /** The specifiers or properties it stands among; empty: it is a statement of its own. */
  readonly siblings: readonly Span[]
  readonly statement: Span
  readonly refs: readonly number[]
  /** Where it comes from, when it is exported on. */
  readonly from: { readonly target: string; readonly name: string } | null
  /** It is an alias, and goes with its statement. */
  readonly isAlias: boolean
}

export interface Style {
  readonly quote: "'" | '"'
  readonly semicolon: boolean
  readonly indent: string
  readonly eol: '\n' | '\r\n'
}

export type Platform = 'browser' | 'node'

export interface FileFacts {
  readonly file: string
  readonly language: 'js' | 'ts'
  readonly modules: 'esm' | 'cjs'
  readonly style: Style
  /** Identifiers the file uses, with their offsets; a new name must not be among them where it is declared. */
  readonly names: Readonly<Record<string, readonly number[]>>
  /** Names that are declared more than once, so that they mean different things in different places. */
  readonly shadowed: readonly string[]
  /** Where its own text shows that it runs; null: it does not show. */
  readonly platform: Platform | null
  /** It runs in a browser. The plan decides it, from the file and its package. */
  readonly browser: boolean
  /** It looks for the credentials that ECS gives a container. */
  readonly inContainer: boolean
  readonly exports: boolean
  /** How the file names other files: the extension it writes, or none; null where it names none. */
  readonly extension: 'none' | 'js' | 'ts' | null
  /** The last of the imports and directives the file begins with: module state may be declared after it. */
  readonly prologue: Span | null
  /** Where the first statement begins; the file's length when it has none. */
  readonly begin: number
  readonly imports: readonly ImportFact[]
  /** What the module exports by name: its own names, empty for other values, and the names others know them by. */
  readonly exportNames: readonly { readonly local: string; readonly exported: string }[]
  /** CommonJS: how it exports. */
  readonly assigned: ExportsShape
  /** Project files that are required while the file is evaluated, whatever happens. */
  readonly eager: readonly string[]
  /** CommonJS: some `require` stands behind other statements. */
  readonly lateRequires: boolean
  /** Where a part of the SDK itself leaves the module. */
  readonly sdkExports: readonly ExportFact[]
  /** Evaluating it does nothing that can be seen from outside. */
  readonly inert: boolean
  readonly writes: readonly WriteFact[]
  readonly reads: readonly ReadFact[]
  readonly credentials: readonly CredentialsFact[]
  /** `fromCognitoIdentity({ IdentityPoolId })`: a v3 provider that is given what v2 was given. */
  readonly misnamed: readonly CredentialsFact[]
  readonly uses: readonly CredentialUseFact[]
  readonly clients: readonly ClientFact[]
  readonly options: readonly OptionsFact[]
  readonly calls: readonly CallFact[]
  readonly escapes: readonly EscapeFact[]
  readonly clientConfigs: readonly ClientConfigFact[]
  readonly unresolved: readonly UnresolvedFact[]
  readonly types: readonly TypeFact[]
  readonly shapes: readonly ShapeFact[]
  /** Where members that only errors of v2 have are read off an `AWSError`. */
  readonly errorReads: readonly Blocker[]
  readonly endpoints: readonly EndpointFact[]
  readonly statics: readonly StaticFact[]
  /** Uses of the SDK that no site accounts for. */
  readonly unknown: readonly Blocker[]
  /** Things worth saying whatever is decided. */
  readonly remarks: readonly Remark[]
  readonly readings: readonly ReadingFact[]
  /** Statements and class members that begin a line: a comment may stand before them. */
  readonly statements: readonly Span[]
  /** Offsets of line starts, to turn offsets into lines and columns. */
  readonly lines: readonly number[]
}

/** Said only when the site it belongs to is migrated. */
export interface Remark extends Blocker {
  readonly site: string
}

/** A place that reads an error or a response as v2 gives it. */
export interface ReadingFact {
  /** `reading:offset`. */
  readonly id: string
  /** The calls, or loads of credentials, whose errors or responses it reads. */
  readonly calls: readonly string[]
  /** What is written is right for v2 too. */
  readonly servesBoth: boolean
  /** What is written when the calls have moved; none: it stays. */
  readonly edits: readonly Edit[]
  /** The same in a browser. */
  readonly inBrowser: readonly Edit[]
  /** Said when it is written. */
  readonly notes: readonly Blocker[]
  /** Said when it stays. */
  readonly otherwise: Blocker | null
}

export interface ProjectFacts {
  readonly files: Readonly<Record<string, FileFacts>>
  readonly links: Links
  /** Those of the links that are followed when some function runs, not when the file is evaluated. */
  readonly lazy: Links
  /** The packages of the project by their folder. */
  readonly packages: Readonly<Record<string, PackageFact>>
  /** Files whose names a new module may not take. */
  readonly taken: Readonly<Record<string, true>>
  /** Files that hold scripts and are not read as such: components of frameworks. */
  readonly unread: Readonly<Record<string, UnreadFact>>
}

export interface UnreadFact {
  /** The project files it imports. */
  readonly imports: readonly string[]
  /** Line on which it mentions v2, from 1; null: it does not. */
  readonly mention: number | null
}

export interface PackageFact {
  /** Its `.js` files are ES modules. */
  readonly esm: boolean
  /** Where its package.json and the configuration of its bundler show that it runs; null: they do not. */
  readonly platform: Platform | null
  /** How many of its files show at a glance where they run, of those that are not surveyed. */
  readonly shown: Readonly<Record<Platform, number>>
}

/** No files at all. */
export const noFacts: ProjectFacts = {
  files: {},
  links: {},
  lazy: {},
  packages: {},
  taken: {},
  unread: {},
}

/** The project files that a file imports, in the order of its text. Only of files that lead to the SDK. */
export type Links = Readonly<Record<string, readonly string[]>>
