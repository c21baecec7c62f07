import { arrayDifference, textDifference, type Difference } from './difference.ts'

/** One thing that a checkout answered for a subject: text, or the bytes of a .npy file. */
export interface Answer {
  /** Such as 'csv'. */
  what: string
  content: string | Uint8Array
}

/** Answers that may differ, by '<subject> <what>', or text that is taken as equal. */
export interface Exception {
  kind: 'allow' | 'blank'
  pattern: RegExp
  /** Answers that differ and are let pass by it. */
  used: string[]
}

/** One answer of both checkouts held against each other. */
export interface Compared {
  what: string
  difference: Difference | null
  /** The exception that lets the difference pass, if one does. */
  excused: Exception | null
}

/** Holds the answers to one subject against each other, and notes in the exceptions where they were needed. */
export function compareAnswers(
  subject: string,
  before: readonly Answer[],
  after: readonly Answer[],
  exceptions: readonly Exception[]
): Compared[] {
  const names = new Set([...before, ...after].map(({ what }) => what))
  return [...names].map((what) => {
    const [old, now] = [before, after].map((answers) => answers.find((answer) => answer.what === what)?.content)
    const difference = differenceOf(old, now)
    const excused = difference && (excuseOf(`${subject} ${what}`, old, now, exceptions) ?? null)
    excused?.used.push(`${subject} ${what}`)
    return { what, difference, excused }
  })
}

type Content = Answer['content'] | undefined

function differenceOf(before: Content, after: Content): Difference | null {
  if (typeof before === 'string' && typeof after === 'string') return textDifference(before, after)
  if (before instanceof Uint8Array && after instanceof Uint8Array) return arrayDifference(before, after)
  const told = (content: Content): string =>
    content === undefined
      ? '(not answered)'
      : `(${content.length} ${typeof content === 'string' ? 'characters' : 'bytes'})`
  return { where: 'as a whole', before: told(before), after: told(after) }
}

function excuseOf(
  name: string,
  before: Content,
  after: Content,
  exceptions: readonly Exception[]
): Exception | undefined {
  const allowed = exceptions.find(({ kind, pattern }) => kind === 'allow' && pattern.test(name))
  if (allowed || typeof before !== 'string' || typeof after !== 'string') return allowed
  const blanks = exceptions.filter(({ kind }) => kind === 'blank')
  let [old, now] = [before, after]
  for (const blank of blanks) {
    old = old.replace(blank.pattern, '<blank>')
    now = now.replace(blank.pattern, '<blank>')
    if (old === now) return blank
  }
  return undefined
}

/** Reads the exceptions of the command line. @throws SyntaxError where one is no regular expression */
export function exceptionsOf(allow: readonly string[], blank: readonly string[]): Exception[] {
  return [
    ...allow.map((text): Exception => ({ kind: 'allow', pattern: new RegExp(text), used: [] })),
    ...blank.map((text): Exception => ({ kind: 'blank', pattern: new RegExp(text, 'gm'), used: [] }))
  ]
}
