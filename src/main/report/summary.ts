import type { Findings } from '../../shared/api.ts'
import { attentionInWords, headline, unjudgedInWords } from '../../shared/findingsInWords.ts'
import { percent } from '../../shared/numbersInWords.ts'
import { doubts } from '../../shared/oddities.ts'
import type { ReportModel } from './reportModel.ts'

/** What stands behind the headline and what is to be doubted about it, in a few plain sentences. */
export function explanation({ run, frames, findings, model }: ReportModel): string {
  const method = model.methods.find(({ id }) => id === run.method)
  const sentences = [
    attentionInWords(findings),
    mostElsewhere(findings),
    unjudgedInWords(findings),
    ...doubts({ run, findings, method }).map(({ message }) => message),
    frames < run.total ? `The analysis is not finished: ${frames} of ${run.total} frames are in this report.` : null
  ]
  const headed = headline(findings)
  // A finding may be a doubt as well.
  return [...new Set(sentences)].filter((sentence) => sentence !== null && sentence !== headed).join(' ')
}

function mostElsewhere({ whereabouts }: Findings): string | null {
  if (!whereabouts) return null
  const elsewhere = (['left', 'right', 'above', 'below'] as const)
    .map((zone) => ({ zone, share: whereabouts[zone] }))
    .toSorted((a, b) => b.share - a.share)[0]!
  return `Outside the lane it looked most at what lies ${place[elsewhere.zone]} (${percent(elsewhere.share)}).`
}

export const place = {
  left: 'left of the lane',
  right: 'right of the lane',
  above: 'above the horizon',
  below: 'below the lane, on the bonnet'
} as const
