import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Checkout, Ran } from './checkout.ts'
import { withoutCircumstances, withoutProgress, type Circumstances } from './circumstances.ts'
import type { Answer } from './compareAnswers.ts'
import { storedRows } from './storedRows.ts'
import type { AskedSubject, RunSubject, Subject } from './subject.ts'

/** What a checkout answered for a subject. */
export interface Answered {
  answers: Answer[]
  /** Why the answers show nothing of what the subject is for, such as an input that is refused; null where they do. */
  unfit: string | null
  /** The engine is not installed here; the subject is left out. */
  isWithoutEngine: boolean
}

/** Asks a checkout for all of a subject, on a data folder of its own that is new. `from` is when the comparison began. */
export async function answersOf(subject: Subject, checkout: Checkout, folder: string, from: number): Promise<Answered> {
  const dataDir = join(folder, 'data')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const { version } = checkout
  const session: Session = {
    folder,
    dataDir,
    run: (words) => checkout.run(words, dataDir),
    plain: (text, runId) => {
      const circumstances: Circumstances = { dataDir: folder, version, runId, from, until: Date.now() }
      return withoutCircumstances(text, circumstances)
    }
  }
  return subject.kind === 'asked' ? asked(subject, session) : analysed(subject, session)
}

interface Session {
  folder: string
  dataDir: string
  run(words: readonly string[]): Promise<Ran>
  plain(text: string, runId: string | null): string
}

async function asked({ commands, expected }: AskedSubject, { run, plain }: Session): Promise<Answered> {
  const answers: Answer[] = []
  let unfit: string | null = null
  for (const [i, words] of commands.entries()) {
    const ran = await run(words)
    answers.push({
      what: `${words[0] ?? 'nothing'}${commands.length > 1 ? ` ${i + 1}` : ''}`,
      content: plain(told(ran), null)
    })
    const isExpected = expected === 'works' ? ran.status === 0 : ran.status === 1 || ran.status === 2
    if (!isExpected) unfit ??= `'${words.join(' ')}' ended with status ${ran.status}: ${lastLine(ran)}`
  }
  return { answers, unfit, isWithoutEngine: false }
}

async function analysed(subject: RunSubject, { folder, dataDir, run, plain }: Session): Promise<Answered> {
  const { recording, model, method, engine, words = [], exports } = subject
  const command = ['analyze', ...recording, '--model', model, '--method', method, '--engine', engine, ...words]
  const ran = await run([...command, '--json'])
  if (ran.status !== 0) {
    const isWithoutEngine = engine === 'tf-native' && /tf-native|setup:tensorflow/.test(ran.err)
    const unfit = `it ended with status ${ran.status}: ${lastLine(ran)}`
    return { answers: [{ what: 'analyze', content: plain(told(ran), null) }], unfit, isWithoutEngine }
  }
  const result: unknown = JSON.parse(ran.out)
  const runId = textOf(result, 'run')
  const answers: Answer[] = [
    { what: 'run id', content: runId },
    { what: 'analyze', content: plain(told(ran), runId) },
    // The same command again is answered from what is stored.
    { what: 'again', content: plain(told(await run(command)), runId) }
  ]
  let failed: Ran | null = null
  for (const format of exports) {
    const out = join(folder, `export.${format}`)
    const exported = await run(['export', runId, '--format', format, '--out', out])
    if (exported.status !== 0) failed ??= exported
    if (exported.status !== 0 || !existsSync(out)) answers.push({ what: format, content: plain(told(exported), runId) })
    else {
      const bytes = await readFile(out)
      answers.push({ what: format, content: format === 'npy' ? bytes : plain(bytes.toString('utf8'), runId) })
    }
  }
  for (const [what, rows] of await storedIn(dataDir)) answers.push({ what, content: plain(rows, runId) })
  const ranOn = textOf(result, 'engine')
  const unfit = failed ? `an export failed: ${lastLine(failed)}` : ranOn === engine ? null : `it ran on ${ranOn}`
  return { answers, unfit, isWithoutEngine: false }
}

/** All that a person would see of a command. */
function told({ status, out, err }: Ran): string {
  return `${out}${withoutProgress(err)}exit status ${status}\n`
}

function lastLine({ err }: Ran): string {
  return err.trim().split('\n').at(-1) ?? ''
}

/** The rows of the library and of the one cache, by names such as 'cache/maps'. */
async function storedIn(dataDir: string): Promise<[string, string][]> {
  const caches = (await readdir(join(dataDir, 'cache'))).filter((name) => name.endsWith('.sqlite'))
  const files = [
    ...caches.map((name) => ['cache', join('cache', name)] as const),
    ['library', 'library.sqlite'] as const
  ]
  const tables = files.flatMap(([where, file]) =>
    [...storedRows(join(dataDir, file))].map(([table, rows]): [string, string] => [`${where}/${table}`, rows])
  )
  return [...tables, ['cache/files', `${caches.join('\n')}\n`]]
}

function textOf(document: unknown, name: string): string {
  const value = typeof document === 'object' && document !== null && name in document ? document[name as never] : null
  return String(value)
}
