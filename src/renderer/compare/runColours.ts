import type { Side } from './comparison.svelte.ts'

/** The token of a run's colour; see design.css. */
export function colourToken({ letter }: Pick<Side, 'letter'>): string {
  return `--run-${letter.charCodeAt(0) - 64}`
}
