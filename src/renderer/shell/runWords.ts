import type { Findings, Progress, Run } from '../../shared/api.ts'
import { headlineInShort } from '../../shared/findingsInWords.ts'
import { hasResults } from '../../shared/runState.ts'
import { percent, span } from './words.ts'

const stages = {
  decoding: 'Looking at every frame',
  lanes: 'Finding the lanes',
  scoring: 'Scoring the frames',
  evidence: 'Testing model and method'
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
  return hasResults(run.state) ? (findings ? headlineInShort(findings) : 'Analysed') : runLine(run, findings)
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
      return findings ? headlineInShort(findings) : 'Analysed'
  }
}
