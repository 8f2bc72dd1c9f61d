#!/usr/bin/env node
// The bin: what belongs to the process, and nothing else.

import { readFileSync } from 'node:fs'
import { progressOn } from './progress.ts'
import { run } from './run.ts'

const manifest: unknown = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
)
const version =
  typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : ''

// `| head` closes the pipe early, which is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = run({
  argv: process.argv.slice(2),
  cwd: process.cwd(),
  version,
  terminal: {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  },
  isColoured: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  progress: progressOn(process.stderr),
})
