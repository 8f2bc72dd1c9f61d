// Credentials other than Cognito's that the program looks into or refreshes: an object over a provider, with v2's members.
//
// Source of what the members do: `aws-sdk/lib/credentials.js`.

import type { Home } from './home.ts'
import type { CreatedFile, CreatedStatement, Statement } from './types.ts'

export const heldName = 'Credentials'
export const heldStem = 'aws-credentials'

/** Writes the module of the class. */
export function heldModule({ language, modules, style }: Home): CreatedFile {
  const isTypeScript = language === 'ts'
  const statements: CreatedStatement[] = [
    ...(isTypeScript ? [{ parts: parts(keysType), semicolon: false }] : []),
    {
      parts: parts(classText(modules === 'cjs' ? '' : 'export ', isTypeScript)),
      semicolon: false,
    },
    ...(modules === 'cjs'
      ? [{ parts: [`\nmodule.exports = { ${heldName} }`], semicolon: true }]
      : []),
  ]
  return { style, modules, needs: [], statements }
}

/** Lines of code with semicolons, which are written where the project writes them. */
const parts = (text: string): Statement =>
  text.split(/(;)(?=\n)/).map((piece) => piece.replace(/ {2}/g, '\t'))

const keysType = `interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}
`

/** A comment of the form `/*: type *\/` is written in TypeScript only. */
const classText = (lead: string, isTypeScript: boolean): string =>
  `/** Credentials that can be looked at and refreshed. Clients share them: give each its \`provider\`. */
${lead}class Credentials {
  expired/*: boolean*/;
  expireTime/*: Date | null*/ = null;
  accessKeyId/*!: string*/;
  secretAccessKey/*!: string*/;
  sessionToken/*: string | undefined*/;
  /*private */source/*: (() => Promise<Keys>) | undefined*/;
  /*private */loading/*: Promise<void> | undefined*/;

  /** \`source\` is a provider of v3, which fetches the keys each time it is called. A class that extends this one may refresh itself. */
  constructor(source/*?: () => Promise<Keys>*/) {
    this.source = source;
    this.expired = source !== undefined;
  }

  /** For clients of v3. What it resolves to counts as expired, so they ask again and see every change. */
  provider = async ()/*: Promise<Keys>*/ => {
    await this.getPromise();
    const { accessKeyId, secretAccessKey, sessionToken } = this;
    return { accessKeyId, secretAccessKey, sessionToken, expiration: new Date() };
  }

  needsRefresh()/*: boolean*/ {
    const isExpiring = this.expireTime !== null && this.expireTime.getTime() < Date.now() + 15000;
    return isExpiring || this.expired || !this.accessKeyId || !this.secretAccessKey;
  }

  get(callback/*?: (error?: Error) => void*/)/*: void*/ {
    if (!this.needsRefresh()) callback?.();
    else
      this.refresh((error) => {
        if (!error) this.expired = false;
        callback?.(error);
      });
  }

  getPromise()/*: Promise<void>*/ {
    return new Promise((resolve, reject) => {
      this.get((error) => (error ? reject(error) : resolve()));
    });
  }

  /** Loads once for all who ask at the same time. */
  refresh(callback/*: (error?: Error) => void*/ = () => {})/*: void*/ {
    this.loading ??= this.load().finally(() => {
      this.loading = undefined;
    });
    this.loading.then(() => callback(), callback);
  }

  refreshPromise()/*: Promise<void>*/ {
    return new Promise((resolve, reject) => {
      this.refresh((error) => (error ? reject(error) : resolve()));
    });
  }

  /** For \`AWS.config.getCredentials(callback)\`. */
  getCredentials(callback/*: (error: Error | undefined, credentials: Credentials) => void*/)/*: void*/ {
    this.get((error) => callback(error, /*(*/error ? null : this/*) as Credentials*/));
  }

  /*private */async load()/*: Promise<void>*/ {
    try {
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await this.source/*!*/();
      this.accessKeyId = accessKeyId;
      this.secretAccessKey = secretAccessKey;
      this.sessionToken = sessionToken;
      this.expireTime = expiration ?? null;
      this.expired = false;
    } catch (error) {
      throw error instanceof Error ? Object.assign(error, { code: error.name }) : error;
    }
  }
}`.replace(/\/\*([^*][^/]*?)\*\//g, (_, type: string) => (isTypeScript ? type : ''))
