// The plan: one decision for each site of each file, as data.

import type { Edit, Outcome, Part, Span, Style } from '../model.ts'
import type { Finding } from '../report/finding.ts'

/** A statement or expression to be written, without its semicolon. */
export type Statement = readonly Part[]

/** A v3 option to be written. */
export interface Option {
  readonly key: string
  readonly value: readonly Part[]
}

/** Where a construction takes its options from. */
export interface Options {
  /** Options that come from the global configuration, before its own. */
  readonly added: readonly Option[]
  /** Its own: a literal with an outcome for each entry, some other expression, or none. */
  readonly own:
    | { readonly kind: 'none' }
    | { readonly kind: 'literal'; readonly outcomes: readonly Outcome[] }
    | { readonly kind: 'expression' }
}

export type Decision =
  | {
      readonly kind: 'client'
      readonly site: string
      /** Null: it has its class. */
      readonly className: string | null
      readonly options: Options
      readonly document: DocumentDecision | null
    }
  | { readonly kind: 'options'; readonly site: string; readonly outcomes: readonly Outcome[] }
  | {
      readonly kind: 'call'
      readonly site: string
      readonly form: 'send' | 'method'
      readonly command: string
      /** TypeScript: the type of its input, where a function takes it. */
      readonly inputType?: string
      /** Local name of the class or function that takes the place of a helper. */
      readonly helper?: string
      /** Local name of `callbackify`, where a callback is kept as it is. */
      readonly callbackify?: string
      /** What the client was given for all its calls. */
      readonly bound: readonly Option[]
    }
  | { readonly kind: 'type'; readonly site: string; readonly text: string }
  | { readonly kind: 'shape'; readonly site: string; readonly parts: readonly Part[] }
  | { readonly kind: 'endpoint'; readonly site: string; readonly parts: Statement }
  | {
      readonly kind: 'write'
      readonly site: string
      readonly keep: boolean
      /** Some of its statements stand elsewhere, with the comment behind it. */
      readonly hoisted: boolean
      readonly statements: readonly Statement[]
    }
  /** New text for an expression: a provider, a configuration value that is read. */
  | { readonly kind: 'replace'; readonly site: string; readonly parts: readonly Part[] }
  /** The statement it is goes. */
  | { readonly kind: 'remove'; readonly site: string; readonly statement: Span }
  /** Statements before the one it stands in. */
  | {
      readonly kind: 'before'
      readonly site: string
      readonly at: number
      /** Above the comments over that statement. */
      readonly above: boolean
      readonly statements: readonly Statement[]
    }
  | { readonly kind: 'load'; readonly site: string; readonly load: LoadDecision }
  /** An error or a response is read as v3 gives it. */
  | { readonly kind: 'reading'; readonly site: string; readonly edits: readonly Edit[] }

/** `DynamoDBDocumentClient.from(new DynamoDBClient(…), …)`. */
export interface DocumentDecision {
  readonly base: string
  /** The client given as `service`. */
  readonly service: readonly Part[] | null
  readonly translate: readonly Part[]
}

export interface LoadDecision {
  /** The function that is called: `getIdentityId`, `credentials`; none: the receiver of the load. */
  readonly base: readonly string[]
  /** Name of the parameter that receives the identity id; null: none is needed. */
  readonly parameter: string | null
  readonly form: 'promise' | 'split' | 'ignore' | 'then' | 'forget'
}

/** An import to be made. */
export interface Need {
  readonly module: string
  readonly name: string
  readonly local: string
  readonly typeOnly: boolean
}

export interface UnusedNames {
  readonly id: string
  readonly locals: readonly string[]
  /** The module is still loaded for what evaluating it does. */
  readonly bare: boolean
}

export interface FilePlan {
  readonly file: string
  readonly decisions: readonly Decision[]
  readonly needs: readonly Need[]
  /** Packages that the file names otherwise than in an import. */
  readonly mentioned: readonly string[]
  /** Names of the SDK that nothing uses any more: `import:offset` and the local name. */
  readonly unused: readonly UnusedNames[]
  /** Exports of the SDK that go. */
  readonly unexported: readonly string[]
  /** CommonJS: declarations that are exported now. */
  readonly exported: readonly string[]
  /** Declarations after the imports. */
  readonly state: readonly Statement[]
  /** Comment lines for sites that stay, by the offset of the statement they go before. */
  readonly todos: readonly { readonly at: number; readonly code: string; readonly text: string }[]
}

/** A new file. */
export interface CreatedFile {
  readonly style: Style
  readonly modules: 'esm' | 'cjs'
  readonly needs: readonly Need[]
  readonly statements: readonly CreatedStatement[]
}

export interface CreatedStatement {
  readonly parts: Statement
  /** A class or an interface ends without a semicolon. */
  readonly semicolon: boolean
}

export interface Plan {
  readonly files: Readonly<Record<string, FilePlan>>
  /** By path. */
  readonly created: Readonly<Record<string, CreatedFile>>
  readonly findings: readonly Finding[]
}
