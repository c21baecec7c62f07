import type { Compared } from './compareAnswers.ts'

/** What became of a subject. */
export type Outcome = 'equal' | 'allowed' | 'different' | 'shows nothing' | 'not compared'

/** A row of the table: the subject, what is compared and how it ended; below it each difference, with both lines. */
export function tableRow(name: string, outcome: Outcome, compared: readonly Compared[], why: string | null): string {
  // 'cache/maps' and 'info 2' belong together with others of their kind.
  const kinds = Map.groupBy(compared, ({ what }) => what.replace(/\/.*$| \d+$/, ''))
  const whats = [...kinds].map(([kind, of]) => (of.length > 1 ? `${kind} (${of.length})` : kind)).join(', ')
  const lines = [`${name.padEnd(44)} ${outcome}${whats ? `: ${whats}` : ''}`]
  if (why !== null) lines.push(`    ${why}`)
  for (const { what, difference, excused } of compared) {
    if (!difference) continue
    const passed = excused ? ` (let pass by --${excused.kind} '${excused.pattern.source}')` : ''
    lines.push(`    ${what}, ${difference.where}${passed}`)
    lines.push(`      before: ${difference.before}`, `      after:  ${difference.after}`)
  }
  return lines.join('\n')
}

/** Such as '12 of 80 subjects, 9.5 a minute, about 4 min left'; `share` is how much of all that there is to do is done. */
export function progressText(done: number, total: number, share: number, seconds: number): string {
  const text = `${done} of ${total} subjects`
  if (done === 0 || share === 0) return text
  const left = (seconds / share) * (1 - share)
  const time = left < 90 ? `${Math.ceil(left)} s` : `${Math.round(left / 60)} min`
  return `${text}, ${((done / seconds) * 60).toFixed(1)} a minute, about ${time} left`
}
