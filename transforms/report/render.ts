// Findings for people and for programs.

import type { Migration } from '../migrate.ts'
import { catalogue, type Severity } from './catalogue.ts'
import type { Finding } from './finding.ts'
import { adviceOf, sentenceOf } from './sentence.ts'

/** Page of the documentation that explains a finding. */
export const docsOf = (code: Finding['code']): string => `docs/findings.md#${code}`

export const severityOf = (finding: Finding): Severity => catalogue[finding.code].severity

const headings: Readonly<Record<Severity, string>> = {
  action: 'Needs you: not migrated',
  review: 'Please look: migrated, but check',
  note: 'Worth knowing',
}

/** `src/a.js:3:5 code  sentence`, with what to do below it. */
export const renderFinding = (finding: Finding): string =>
  `  ${finding.file}:${finding.line}:${finding.column}  ${finding.code}\n    ${sentenceOf(finding.code, finding.data)}\n    → ${adviceOf(finding.code, finding.data)}`

/** The findings under a heading for each severity; empty when there are none. */
export function renderFindings(findings: readonly Finding[]): string {
  const severities: readonly Severity[] = ['action', 'review', 'note']
  return severities
    .flatMap((severity) => {
      const own = findings.filter((finding) => severityOf(finding) === severity)
      return own.length === 0
        ? []
        : [`${headings[severity]} (${own.length})\n\n${own.map(renderFinding).join('\n')}\n`]
    })
    .join('\n')
}

/** The report as JSON. Its shape is stable within `version`. */
export interface JsonReport {
  readonly version: 1
  /** Paths of the files that changed, package.json files included. */
  readonly changed: readonly string[]
  /** npm packages that were added. */
  readonly added: readonly string[]
  readonly findings: readonly {
    readonly code: string
    readonly severity: Severity
    readonly file: string
    readonly line: number
    readonly column: number
    readonly message: string
    readonly advice: string
    readonly docs: string
  }[]
}

export function renderJson(migration: Migration): string {
  const report: JsonReport = {
    version: 1,
    changed: migration.changed.map((file) => file.path),
    added: migration.added,
    findings: migration.findings.map((finding) => ({
      code: finding.code,
      severity: severityOf(finding),
      file: finding.file,
      line: finding.line,
      column: finding.column,
      message: sentenceOf(finding.code, finding.data),
      advice: adviceOf(finding.code, finding.data),
      docs: docsOf(finding.code),
    })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
