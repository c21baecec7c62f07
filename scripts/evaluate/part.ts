import type { Bar } from './bars.ts'

/** What a part of the evaluation found: as a document, as tables, and as bars. */
export interface Part {
  result: unknown
  text: string
  bars: Bar[]
}

/** Several parts as one, each under its name in the document. */
export function joined(parts: Record<string, Part>): Part {
  const all = Object.values(parts)
  return {
    result: Object.fromEntries(Object.entries(parts).map(([name, { result }]) => [name, result])),
    text: all.map(({ text }) => text).join('\n'),
    bars: all.flatMap(({ bars }) => bars)
  }
}
