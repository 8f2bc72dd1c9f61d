// What a program finds around it: environment variables, a home directory, files. Nothing of this machine is among it.
//
// Both are part of a fixture's JSON:
//
//   "env": { "AWS_PROFILE": "dev", "AWS_EC2_METADATA_DISABLED": null }
//   "files": { "~/.aws/credentials": ["[dev]", "aws_access_key_id = AKIDDEV", "aws_secret_access_key = secret"] }
//
// `null` takes away a variable that is set otherwise: AWS_EC2_METADATA_DISABLED is "true" unless a fixture says that
// there is a metadata service. Paths begin with `~/` or are relative to the program, where it also runs. A text may be
// given as a list of lines. In values, paths and texts these are replaced:
//
//   ${HOME}  ${PROGRAM}  ${NODE}   the home directory, the program's directory, the node that runs it
//   ${sha1:text}                   the name of an SSO token: ~/.aws/sso/cache/${sha1:https://start.url}.json

import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

export interface World {
  readonly env: Readonly<Record<string, string | null>>
  readonly files?: Readonly<Record<string, string | readonly string[]>>
}

export interface Place {
  readonly directory: string
  readonly env: Readonly<Record<string, string | null>>
  remove(): void
}

/** Makes a directory for one run of one program. Every run has its own: the SDKs remember files by their path. */
export function settleIn({ env, files = {} }: World, directory: string): Place {
  const home = join(directory, 'home')
  const fill = (text: string): string =>
    text.replace(/\$\{(?:(HOME|PROGRAM|NODE)|sha1:([^}]*))\}/g, (_, name, hashed) => {
      if (hashed !== undefined) return createHash('sha1').update(hashed).digest('hex')
      return name === 'HOME' ? home : name === 'PROGRAM' ? directory : process.execPath
    })
  const texts = Object.entries(files).map(([name, content]): readonly [string, string] => {
    const filled = fill(name)
    const path = filled.startsWith('~/') ? join(home, filled.slice(2)) : join(directory, filled)
    if (!path.startsWith(join(directory, sep)))
      throw new Error(`${name} lies outside of the program's world`)
    return [path, fill(typeof content === 'string' ? content : `${content.join('\n')}\n`)]
  })
  mkdirSync(home, { recursive: true })
  for (const [path, text] of texts) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  const values = Object.entries(env).map(([name, value]) => [name, value && fill(value)])
  return {
    directory,
    env: { HOME: home, USERPROFILE: home, ...Object.fromEntries(values) },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
