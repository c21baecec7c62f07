import type { Findings } from '../../shared/api.ts'
import { attentionInWords, headline, unjudgedInWords } from '../../shared/findingsInWords.ts'
import { percent } from '../../shared/numbersInWords.ts'
import { doubts } from '../../shared/oddities.ts'
import { verdictOf } from '../../shared/verdict.ts'
import { zones } from '../../shared/zones.ts'
import type { ReportModel } from './reportModel.ts'

/** The title of a report: its verdict where the model was tested, for maps alone do not say what steers; else what the maps say. */
export function title(findings: Findings): string {
  const verdict = isTested(findings) ? verdictOf(findings) : null
  return verdict ? `${verdict.short}.` : headline(findings)
}

function isTested({ swap }: Findings): boolean {
  return swap?.state === 'done'
}

/** What stands behind the headline and what is to be doubted about it, in a few plain sentences. */
export function explanation({ run, frames, findings, model }: ReportModel): string {
  const method = model.methods.find(({ id }) => id === run.method)
  const sentences = [
    isTested(findings) ? headline(findings) : null,
    attentionInWords(findings),
    mostElsewhere(findings),
    unjudgedInWords(findings),
    ...doubts({ run, findings, method }).map(({ message }) => message),
    frames < run.total ? `The analysis is not finished: ${frames} of ${run.total} frames are in this report.` : null
  ]
  const headed = isTested(findings) ? null : headline(findings)
  // A finding may be a doubt as well.
  return [...new Set(sentences)].filter((sentence) => sentence !== null && sentence !== headed).join(' ')
}

function mostElsewhere({ whereabouts }: Findings): string | null {
  if (!whereabouts) return null
  const { id, inWords } = zones.toSorted((a, b) => whereabouts[b.id] - whereabouts[a.id])[0]!
  return `Outside the lane it looked most at what lies ${inWords} (${percent(whereabouts[id])}).`
}
