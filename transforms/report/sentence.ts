// A finding's sentence, from its code and data.

import { catalogue, type FindingCode } from './catalogue.ts'

/** Fills the catalogue's sentence; a name without data stays empty. */
export const sentenceOf = (code: FindingCode, data: Readonly<Record<string, string>>): string =>
  fill(catalogue[code].sentence, data)

/** The same for the advice. */
export const adviceOf = (code: FindingCode, data: Readonly<Record<string, string>>): string =>
  fill(catalogue[code].advice, data)

const fill = (text: string, data: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => data[name] ?? '')
