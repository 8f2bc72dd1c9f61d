// Members that errors have in v2 only, read where a type says that they are errors of v2.

import { ts } from 'ts-morph'
import type { Blocker } from '../model.ts'
import { memberOf } from '../syntax/nodes.ts'
import { blocker, type SiteContext } from './context.ts'

const members = new Set([
  'cfId',
  'code',
  'extendedRequestId',
  'hostname',
  'originalError',
  'region',
  'requestId',
  'retryable',
  'retryDelay',
  'statusCode',
  'time',
])

/** `error.code` of an `error: AWSError`. */
export function findErrorRead(node: ts.Node, { oracle }: SiteContext): Blocker | undefined {
  const member = memberOf(node)
  return member && members.has(member.name) && oracle.isError(member.receiver) && !isErrno(node)
    ? blocker('error-member', node, { member: member.name })
    : undefined
}

/** `error.code === 'ENOENT'`, an error of Node. */
const isErrno = ({ parent }: ts.Node): boolean =>
  ts.isBinaryExpression(parent) && /(['"])E[A-Z0-9]{3,}\1/.test(parent.getText())
