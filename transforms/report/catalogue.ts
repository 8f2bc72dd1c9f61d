// The catalogue of findings: code → severity, what happened, what to do.

export type Severity = 'action' | 'review' | 'note'

export interface FindingKind {
  /** `action`: not migrated, a human must; `review`: migrated, a human should look; `note`: worth knowing. */
  readonly severity: Severity
  /** One sentence; `{name}` is replaced from the finding's data. */
  readonly sentence: string
  /** What to do about it. */
  readonly advice: string
}

export const catalogue = {
  'syntax-error': {
    severity: 'action',
    sentence: 'This file cannot be parsed: {message}.',
    advice: 'Correct the syntax and run again; the file was left as it is.',
  },
} as const satisfies Record<string, FindingKind>

export type FindingCode = keyof typeof catalogue
