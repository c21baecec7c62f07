import type { Findings, Progress, Run } from '../../shared/api.ts'
import { WHOLE_DRIVE } from '../../shared/events.ts'
import { hasResults } from '../../shared/runState.ts'
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

/** What a run found, where it has all its results; else its state. `findings` is null while they are not known. */
export function resultLine(run: Run, findings: Findings | null): string {
  return hasResults(run.state) ? (findings ? eventsLine(findings) : 'Analysed') : runLine(run, findings)
}

/** The state of a run in a few words, and what it found where nothing is left to do. */
export function runLine(run: Run, findings: Findings | null): string {
  switch (run.state) {
    case 'running':
      return 'Being analysed'
    case 'paused':
      return `Paused at ${percent(run.total > 0 ? run.done / run.total : 0)}`
    case 'failed':
      return 'Failed'
    case 'lanes-outdated':
      return 'Lanes are to be found again'
    case 'scores-outdated':
      return 'Frames are to be scored again'
    case 'finished':
      return findings ? eventsLine(findings) : 'Analysed'
  }
}

/** What is to be done about results from before, and what they still are. */
export const outdatedWords = {
  'lanes-outdated': {
    action: 'Find lanes again',
    why: 'Lanes would be found otherwise now. Maps, scores and events are those from before.'
  },
  'scores-outdated': {
    action: 'Score again',
    why: 'The lanes have changed since the frames were scored. Scores and events are those from before.'
  }
} as const

/** How many events there are: 'attention left the lanes 3 times'. */
export function eventsLine({ stretches, shareOfDrive }: Findings): string {
  if (stretches === 0) return 'Attention stayed in the lanes'
  if (shareOfDrive > WHOLE_DRIVE) return 'Attention was off the lanes for the whole drive'
  return `Attention left the lanes ${count(stretches, 'time')}`
}
