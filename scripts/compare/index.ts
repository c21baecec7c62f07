import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { answersOf } from './answers.ts'
import { caseSubjects } from './caseSubjects.ts'
import { CannotCompare, openCheckout, type Checkout } from './checkout.ts'
import { compareAnswers, exceptionsOf, type Compared, type Exception } from './compareAnswers.ts'
import { madeSubjects } from './madeSubjects.ts'
import { realSubjects } from './realSubjects.ts'
import { refusedSubjects } from './refusedSubjects.ts'
import { sampleSubjects } from './sampleSubjects.ts'
import type { Subject } from './subject.ts'
import { progressText, tableRow, type Outcome } from './tableRow.ts'

const usage = `npm run compare -- --before CHECKOUT [--only REGEX] [--allow REGEX]... [--blank REGEX]... [--keep] [--list]

Asks the built command of another checkout and of this one the same, each on a data folder of its own, and compares byte
for byte what they answer: info, analyze, recipe, the exports, what is stored, and refusals. Dates, versions, ports and
folders aside. Exit status: 0 all equal, 1 something differs or shows nothing, 2 nothing was compared.

--only   subjects by their name (--list shows them), such as 'sample|real/tub'
--allow  what may differ, by '<subject> <what>', such as '^cases/mcap.* (csv|cache)$'
--blank  text that is taken as equal, such as '"zone": "lanes?"'; ^ and $ are those of a line
--keep   leaves what was answered where it differs
Each exception is printed with what it let pass.
`
const root = resolve(import.meta.dirname, '../..')
const { values } = parseArgs({
  options: {
    before: { type: 'string' },
    only: { type: 'string', default: '' },
    allow: { type: 'string', multiple: true, default: [] },
    blank: { type: 'string', multiple: true, default: [] },
    keep: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false }
  }
})
if (values.before === undefined && !values.list) {
  process.stderr.write(usage)
  process.exit(2)
}
const only = new RegExp(values.only)
const exceptions = exceptionsOf(values.allow, values.blank)
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

const work = await mkdtemp(join(tmpdir(), 'lanegaze-compare-'))
const from = Date.now()
const kept: string[] = []
try {
  const subjects = (await allSubjects(join(work, 'inputs'))).filter(({ name }) => only.test(name))
  if (values.list) process.stdout.write(subjects.map(({ name }) => `${name}\n`).join(''))
  else await compareAll(subjects, values.before ?? '')
} catch (error) {
  if (!(error instanceof CannotCompare)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
} finally {
  if (kept.length === 0) await rm(work, { recursive: true, force: true })
}

async function allSubjects(inputs: string): Promise<Subject[]> {
  const sample = join(root, 'resources/sample')
  const data = process.env['LANEGAZE_REAL_DATA'] ?? resolve(root, '../shared/data')
  const isThere = existsSync(data)
  if (!isThere) process.stderr.write(`Real recordings are left out: there is no ${data} (LANEGAZE_REAL_DATA).\n`)
  return [
    ...refusedSubjects(sample, join(inputs, 'refused')),
    ...sampleSubjects(sample, join(inputs, 'sample')),
    ...madeSubjects(sample, join(inputs, 'made')),
    ...(isThere ? realSubjects(data, sample, join(inputs, 'real')) : []),
    ...(await caseSubjects(join(inputs, 'cases')))
  ]
}

async function compareAll(subjects: readonly Subject[], place: string): Promise<void> {
  if (subjects.length === 0) throw new CannotCompare(`No subject has a name like ${only}; --list shows them.`)
  const checkouts = [await openCheckout(place, stop.signal), await openCheckout(root, stop.signal)] as const
  process.stdout.write(`before: ${checkouts[0].place}\nafter:  ${checkouts[1].place}\n\n`)
  const outcomes: Outcome[] = []
  const total = sumOf(subjects)
  const started = performance.now()
  for (const [i, subject] of subjects.entries()) {
    const seconds = (performance.now() - started) / 1000
    const share = sumOf(subjects.slice(0, i)) / total
    process.stderr.write(`${progressText(i, subjects.length, share, seconds)}: ${subject.name}\n`)
    const { outcome, compared, why } = await compareOne(subject, checkouts)
    if (stop.signal.aborted) throw new CannotCompare('Stopped.')
    outcomes.push(outcome)
    process.stdout.write(`${tableRow(subject.name, outcome, compared, why)}\n`)
  }
  process.stdout.write(`\n${summary(outcomes)}${exceptions.map(exceptionText).join('')}`)
  if (kept.length > 0)
    process.stdout.write(`What differs is kept in:\n${kept.map((folder) => `  ${folder}\n`).join('')}`)
  process.exitCode = outcomes.some((outcome) => outcome === 'different' || outcome === 'shows nothing') ? 1 : 0
}

interface Result {
  outcome: Outcome
  compared: Compared[]
  why: string | null
}

async function compareOne(subject: Subject, [before, after]: readonly [Checkout, Checkout]): Promise<Result> {
  const folder = join(work, subject.name.replaceAll(/[^\w+@-]/g, '-'))
  try {
    await subject.prepare?.()
  } catch (error) {
    return { outcome: 'shows nothing', compared: [], why: `its input cannot be made: ${String(error)}` }
  }
  // Side by side: one core each.
  const [old, now] = await Promise.all([
    answersOf(subject, before, join(folder, 'before'), from),
    answersOf(subject, after, join(folder, 'after'), from)
  ])
  if (old.isWithoutEngine && now.isWithoutEngine)
    return { outcome: 'not compared', compared: [], why: old.unfit ?? now.unfit }
  const compared = compareAnswers(subject.name, old.answers, now.answers, exceptions)
  const differing = compared.filter(({ difference, excused }) => difference && !excused)
  const isDifferent = differing.length > 0
  if (isDifferent && values.keep && !stop.signal.aborted) kept.push(folder)
  else await rm(folder, { recursive: true, force: true })
  if (isDifferent) return { outcome: 'different', compared, why: null }
  const why = old.unfit
  if (why !== null) return { outcome: 'shows nothing', compared, why }
  return { outcome: compared.some(({ excused }) => excused) ? 'allowed' : 'equal', compared, why }
}

function sumOf(subjects: readonly Subject[]): number {
  return subjects.reduce((sum, { seconds }) => sum + seconds, 0)
}

function summary(outcomes: readonly Outcome[]): string {
  const counts = Map.groupBy(outcomes, (outcome) => outcome)
  return `${outcomes.length} subjects: ${[...counts].map(([outcome, of]) => `${of.length} ${outcome}`).join(', ')}\n`
}

function exceptionText({ kind, pattern, used }: Exception): string {
  const where = used.length > 0 ? `let pass ${used.length}: ${used.join('; ')}` : 'was not needed'
  return `exception --${kind} '${pattern.source}' ${where}\n`
}
