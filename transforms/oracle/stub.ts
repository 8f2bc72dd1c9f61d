// A generated stand-in for the typings of `aws-sdk`: enough to recognise every part of it, at a hundredth of the cost.

import { credentialClasses } from '../sdk/credentials.ts'
import { operationsOf, serviceNames, serviceOf } from '../sdk/services.ts'

/** Folder of the project in the checker's file system. */
export const root = '/project/'

/** Folder of the stub in the oracle's file system. */
export const stubFolder = '/node_modules/aws-sdk'

const core = `
export interface AWSError extends Error { code: string; statusCode: number; retryable: boolean; requestId: string; [member: string]: any }
export declare class Request { promise(): Promise<any>; [member: string]: any }
export declare class Endpoint { constructor(url: string); host: string; hostname: string; href: string; protocol: string; port: number }
export declare class Credentials {
  constructor(...args: any[]);
  accessKeyId: string; secretAccessKey: string; sessionToken: string; expired: boolean; expireTime: Date;
  get(callback?: (err?: AWSError) => void): void; getPromise(): Promise<void>;
  refresh(callback?: (err?: AWSError) => void): void; refreshPromise(): Promise<void>; needsRefresh(): boolean;
}
export declare class GlobalCredentials extends Credentials {
  identityId: string; params: any; data: any; clearCachedId(): void; [member: string]: any
}
export declare class Config {
  constructor(options?: any);
  credentials: any; region: string; update(options: any, allowUnknownKeys?: boolean): void;
  getCredentials(callback: (err: AWSError, credentials: GlobalCredentials) => void): void;
  [member: string]: any
}
export declare class GlobalConfig extends Config { credentials: GlobalCredentials }
export declare class ClientConfig extends Config { private own: true }
export declare class Service { config: ClientConfig; endpoint: Endpoint; [member: string]: any }
export declare let config: GlobalConfig;
export declare const util: any;
export declare const events: any;
export declare const Signers: any;
export declare const VERSION: string;
`

const documentClient = `
export namespace DynamoDB {
  export class DocumentClient {
    constructor(options?: any);
    ${'get put update delete query scan batchGet batchWrite transactGet transactWrite'
      .split(' ')
      .map(
        (name) => `${name}(params?: any, callback?: (err: AWSError, data: any) => void): Request;`,
      )
      .join(' ')}
    createSet(list: any[], options?: any): any;
    [member: string]: any
  }
  export namespace DocumentClient { const Types: any }
  export const Converter: any;
}
`

function serviceClass(name: string): string {
  const members = operationsOf(name).map(
    (operation) =>
      `${operation}(params?: any, callback?: (err: AWSError, data: any) => void): Request;`,
  )
  return `export declare class ${name} extends Service { constructor(options?: any); private is${name}: true; ${members.join(' ')} }\nexport declare namespace ${name} { const Types: any }\n`
}

const alsoKnownAs = [
  'global',
  'clients/all',
  'lib/core',
  'lib/aws',
  'lib/error',
  'dist/aws-sdk',
  'dist/aws-sdk.min',
  'dist/aws-sdk-react-native',
  'lib/credentials',
]

/** Those with a file of their own. */
const ownClasses = credentialClasses.filter(({ file }) => file !== '')

/** The services whose class name, or id after `clients/`, occurs in one of the texts. */
export function servicesMentioned(texts: readonly string[]): readonly string[] {
  const words = new Set<string>()
  for (const text of texts)
    for (const [word] of text.matchAll(/[A-Za-z][A-Za-z0-9]*/g)) words.add(word)
  return serviceNames.filter((name) => words.has(name) || words.has(serviceOf(name)?.id ?? name))
}

/** Files of the stub by absolute path. Every form of import that `aws-sdk` documents finds its place. */
export function stubFiles(services: readonly string[]): Readonly<Record<string, string>> {
  const classes = ownClasses.map(
    ({ name }) =>
      `export declare class ${name} extends Credentials { private is${name}: true; identityId: string; params: any; data: any; clearCachedId(): void; [member: string]: any }`,
  )
  const files: Record<string, string> = {
    [`${stubFolder}/package.json`]:
      '{ "name": "aws-sdk", "version": "2.0.0", "types": "index.d.ts" }',
    [`${stubFolder}/all.d.ts`]: [
      core,
      ...classes,
      ...services.map(serviceClass),
      services.includes('DynamoDB') ? documentClient : '',
    ].join('\n'),
    [`${stubFolder}/index.d.ts`]: `import * as AWS from './all'\nexport * from './all'\nexport default AWS\n`,
    [`${stubFolder}/require.d.ts`]: `declare function require(id: 'aws-sdk' | ${alsoKnownAs.map((name) => `'aws-sdk/${name}'`).join(' | ')}): typeof import('aws-sdk')\n${services
      .map(
        (name) =>
          `declare function require(id: 'aws-sdk/clients/${serviceOf(name)?.id}'): typeof import('aws-sdk').${name}`,
      )
      .join('\n')}\ndeclare function require(id: string): any\n`,
  }
  for (const name of alsoKnownAs) {
    const up = '../'.repeat(name.split('/').length - 1) || './'
    files[`${stubFolder}/${name}.d.ts`] =
      `import * as AWS from '${up}all'\nexport * from '${up}all'\nexport default AWS\n`
  }
  for (const { file, name } of ownClasses)
    files[`${stubFolder}/lib/credentials/${file}.d.ts`] = `export { ${name} } from '../../all'\n`
  files[`${stubFolder}/lib/dynamodb/document_client.d.ts`] = services.includes('DynamoDB')
    ? `import { DynamoDB } from '../../all'\nimport DocumentClient = DynamoDB.DocumentClient\nexport { DocumentClient }\n`
    : 'export {}\n'
  for (const name of services)
    files[`${stubFolder}/clients/${serviceOf(name)?.id}.d.ts`] =
      `import { ${name} } from '../all'\nexport = ${name}\n`
  return files
}
