import type { Bar } from './bars.ts'
import type { Tables } from './writtenTables.ts'

/** What a part of the evaluation found: as a document, as tables for a terminal, and as bars. */
export interface Part {
  result: unknown
  text: string
  bars: Bar[]
  /** What documents may hold of it, besides its bars. */
  tables?: Tables
}

/** Several parts as one, each under its name in the document. */
export function joined(parts: Record<string, Part>): Part {
  const all = Object.values(parts)
  return {
    result: Object.fromEntries(Object.entries(parts).map(([name, { result }]) => [name, result])),
    text: all.map(({ text }) => text).join('\n'),
    bars: all.flatMap(({ bars }) => bars),
    tables: Object.assign({}, ...all.map(({ tables }) => tables)) as Tables
  }
}
