import type { Findings, Progress, Run } from '../../shared/api.ts'
import { WHOLE_DRIVE } from '../../shared/events.ts'
import { count, percent, span } from '../words.ts'

const stages = {
  decoding: 'Looking at every frame',
  lanes: 'Finding the lanes',
  scoring: 'Scoring the frames'
} as const

/** Progress in one line: 'Looking at every frame · 1,240 of 1,800 · 212 frames a second · 3 s left'. */
export function progressLine(progress: Progress): string {
  const parts = [
    stages[progress.stage],
    `${progress.done.toLocaleString('en-GB')} of ${progress.total.toLocaleString('en-GB')}`
  ]
  if (progress.rate !== null) parts.push(`${Math.round(progress.rate)} frames a second`)
  if (progress.secondsLeft !== null) parts.push(`${span(progress.secondsLeft)} left`)
  return parts.join(' · ')
}

/** The state of a run in a few words. `findings` is null while they are not known. */
export function runLine(run: Run, findings: Findings | null): string {
  switch (run.state) {
    case 'running':
      return 'Being analysed'
    case 'paused':
      return `Paused at ${percent(run.total > 0 ? run.done / run.total : 0)}`
    case 'failed':
      return 'Failed'
    case 'finished':
      return findings ? eventsLine(findings) : 'Analysed'
  }
}

/** How many events there are: 'attention left the lanes 3 times'. */
export function eventsLine({ stretches, shareOfDrive }: Findings): string {
  if (stretches === 0) return 'Attention stayed in the lanes'
  if (shareOfDrive > WHOLE_DRIVE) return 'Attention was off the lanes for the whole drive'
  return `Attention left the lanes ${count(stretches, 'time')}`
}
