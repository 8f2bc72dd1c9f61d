// How right: this codemod and aws-sdk-js-codemod on the inputs of all file fixtures.
//
//   npm run compare
//
// Each output is looked at in the same way: whether it still imports v2, whether it compiles against the v3 packages
// (strict for TypeScript), whether it sends on the wire what the input sends under v2, and whether a second run leaves it
// as it is. The fixtures were written for this codemod, so it is no surprise that it does well; the table shows what
// the difference consists of.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileAll } from '../test/harness/compile.ts'
import { type Fixture, loadFixtures } from '../test/harness/fixtures.ts'
import { createBench, outputLaws, type Subject, subjectOf } from '../test/harness/laws.ts'
import { applied } from '../test/harness/text.ts'
import { defaultOptions, migrate, type SourceFile } from '../transforms/migrate.ts'

const theirs = fileURLToPath(
  new URL('../node_modules/aws-sdk-js-codemod/dist/cli.js', import.meta.url),
)

const fixtures = loadFixtures().filter(({ kind, input }) => kind === 'files' && input.length > 0)

/** Migrates many small projects, each given by its files. */
type Tool = (projects: readonly (readonly SourceFile[])[]) => readonly (readonly SourceFile[])[]

const ours: Tool = (projects) =>
  projects.map((files, i) =>
    applied(files, migrate(files, { ...defaultOptions, ...fixtures[i]?.case.options })),
  )

/** The other codemod works on files, in place. */
const other: Tool = (projects) => {
  const folder = mkdtempSync(join(tmpdir(), 'aws-credentials-v2-to-v3-compare-'))
  try {
    const placed = projects.map((files, i) =>
      files.map(({ path }) => join(folder, String(i), path)),
    )
    projects.forEach((files, i) => {
      files.forEach(({ text }, j) => {
        const path = placed[i]?.[j] ?? ''
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, text)
      })
    })
    for (const [parser, pattern] of [
      ['tsx', /\.tsx$/],
      ['ts', /\.[cm]?ts$/],
      ['babel', /\.([cm]?js|jsx)$/],
    ] as const) {
      const paths = placed.flat().filter((path) => pattern.test(path))
      const extensions = 'js,jsx,mjs,cjs,ts,tsx,mts,cts'
      const options = ['-t', 'v2-to-v3', `--parser=${parser}`, `--extensions=${extensions}`]
      if (paths.length > 0)
        execFileSync(process.execPath, [theirs, ...options, '--silent', ...paths], {
          stdio: 'ignore',
        })
    }
    return projects.map((files, i) =>
      files.map(({ path }, j) => ({ path, text: readFileSync(placed[i]?.[j] ?? '', 'utf8') })),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const importsV2 = (files: readonly SourceFile[]): boolean =>
  files.some(({ text }) => /['"]aws-sdk(\/[^'"]*)?['"]/.test(text.replace(/^\s*\/\/.*$/gm, '')))

const isSame = (a: readonly SourceFile[], b: readonly SourceFile[]): boolean =>
  a.every(({ text }, i) => text === b[i]?.text)

interface Score {
  readonly group: string
  readonly importsV2: boolean
  readonly compiles: boolean
  readonly wire: boolean
  readonly stable: boolean
}

async function scoresOf(tool: Tool, fixtures: readonly Fixture[]): Promise<readonly Score[]> {
  const outputs = tool(fixtures.map(({ input }) => input))
  const again = tool(outputs)
  const compiled = compileAll(
    fixtures.map(({ name }, i) => ({ name, files: outputs[i] ?? [], partial: true })),
  )
  return inTurns(fixtures, async (fixture, i, isRight): Promise<Score> => {
    const output = outputs[i] ?? []
    const subject = subjectOf({ ...fixture, output })
    const broken = compiled.get(fixture.name) ?? []
    const isUntouched = isSame(fixture.input, output)
    return {
      group: dirname(fixture.name),
      importsV2: importsV2(output),
      compiles: broken.length === 0 || isUntouched,
      wire: await isRight(subject),
      stable: isSame(output, again[i] ?? []),
    }
  })
}

/** Seconds after which a program is given up: broken ones may wait for what never comes. */
const patience = 20

/** Some at a time. Each turn has processes of its own, and new ones when a program has hung. */
async function inTurns<T, R>(
  items: readonly T[],
  work: (item: T, index: number, isRight: (subject: Subject) => Promise<boolean>) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const queue = items.entries()
  const turn = async (): Promise<void> => {
    let bench = createBench([])
    const isRight = async (subject: Subject): Promise<boolean> => {
      const given = AbortSignal.timeout(patience * 1000)
      const late = new Promise<readonly string[]>((resolve) => {
        given.addEventListener('abort', () => resolve(['it hangs']))
      })
      const complaints = await Promise.race([outputLaws.wire?.(subject, bench) ?? [], late])
      if (given.aborted) bench = createBench([])
      return complaints.length === 0
    }
    for (const [i, item] of queue) results[i] = await work(item, i, isRight)
    await bench.close()
  }
  await Promise.all(Array.from({ length: 3 }, turn))
  return results
}

const count = (scores: readonly Score[], test: (score: Score) => boolean): string =>
  String(scores.filter(test).length)

/** A row of both scores: v2 still imported, does not compile, sends something else, changes again. */
function row(name: string, own: readonly Score[], their: readonly Score[]): string {
  const pair = (test: (score: Score) => boolean): string =>
    `${count(own, test)} / ${count(their, test)}`
  const cells = [
    name,
    String(own.length),
    pair((score) => score.importsV2),
    pair((score) => !score.compiles),
    pair((score) => !score.wire),
    pair((score) => !score.stable),
    pair((score) => !score.importsV2 && score.compiles && score.wire && score.stable),
  ]
  return `| ${cells.join(' | ')} |`
}

const own = await scoresOf(ours, fixtures)
const their = await scoresOf(other, fixtures)
const groups = [...new Set(own.map(({ group }) => group))]
const of = (scores: readonly Score[], group: string) => scores.filter((s) => s.group === group)
console.log(
  [
    '| inputs | number | still import v2 | do not compile | send something else | change again | wholly on v3 and right |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...groups.map((group) => row(group.replace('files/', ''), of(own, group), of(their, group))),
    row('all', own, their),
  ].join('\n'),
)
process.exit(0) // processes that hang would keep it open
