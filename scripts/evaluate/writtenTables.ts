import { readFile, writeFile } from 'node:fs/promises'
import { format, resolveConfig } from 'prettier'
import { type Bar, reached } from './bars.ts'

/** Rows of cells as they stand in Markdown, the first of them the head. */
export type Rows = readonly (readonly string[])[]

/** What the tables of a document hold, by the name in its marks: `<!-- evaluate NAME -->` before and `<!-- end -->` behind. */
export type Tables = Readonly<Record<string, Rows>>

/** Writes the tables that a Markdown file has marks for, formatted as the rest of it. Gives their names. */
export async function writeTables(file: string, tables: Tables): Promise<string[]> {
  const { markdown, written } = withTables(await readFile(file, 'utf8'), tables)
  if (written.length > 0)
    await writeFile(file, await format(markdown, { ...(await resolveConfig(file)), filepath: file }))
  return written
}

/** A document with these tables between its marks, and the names of those that it has marks for. */
export function withTables(markdown: string, tables: Tables): { markdown: string; written: string[] } {
  const written: string[] = []
  const replaced = markdown.replace(
    /(<!-- evaluate ([\w -]+?) -->)[^]*?(<!-- end -->)/g,
    (block, before: string, name: string, behind: string) => {
      const rows = tables[name]
      if (!rows) return block
      written.push(name)
      return `${before}\n\n${inMarkdown(rows)}\n${behind}`
    }
  )
  return { markdown: replaced, written }
}

function inMarkdown([head = [], ...rows]: Rows): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

const ofPair = /^(first|second) pair(?: on the sample)?: /

/** Bars as rows: those of the two pairs of models side by side, all others under the first. */
export function barRows(bars: readonly Bar[]): Rows {
  const rows = new Map<string, { first?: Bar; second?: Bar }>()
  for (const bar of bars) {
    const pair = ofPair.exec(bar.name)?.[1] === 'second' ? 'second' : 'first'
    const what = bar.name.replace(ofPair, '')
    rows.set(what, { ...rows.get(what), [pair]: bar })
  }
  const cell = (bar?: Bar): string => (bar ? `${inDigits(bar.value)}${reached(bar) ? '' : ': **not reached**'}` : '')
  return [
    ['what', 'first pair', 'second pair', 'bar'],
    ...[...rows].map(([what, { first, second }]) => [what, cell(first), cell(second), limitOf(first ?? second)])
  ]
}

function limitOf(bar?: Bar): string {
  if (!bar) return ''
  return 'least' in bar.limit ? `at least ${bar.limit.least}` : `at most ${bar.limit.most}`
}

/** Whole numbers as they are, others with two digits that count, or three decimals. */
function inDigits(value: number): string {
  if (Number.isInteger(value)) return `${value}`
  return Math.abs(value) < 0.01 ? value.toPrecision(2) : value.toFixed(3)
}
