import type { ReviewedEvent } from '../../shared/api.ts'
import { kindById } from '../../shared/eventKinds.ts'
import { moment } from '../../shared/libraryInWords.ts'
import { measures } from '../../shared/measures.ts'
import { clock, percent } from '../../shared/numbersInWords.ts'
import { describeSteering } from '../../shared/steering.ts'
import { markup, type Markup } from './markup.ts'
import { overlayPicture, type OverlayStyle } from './overlayPicture.ts'
import type { ReportModel } from './reportModel.ts'

/** One event: its worst frame, the reason, the numbers there, what a person said of it. `number` counts from 1. */
export function eventArticle(report: ReportModel, event: ReviewedEvent, number: number, style: OverlayStyle): Markup {
  const seconds = (frame: number) => report.times[frame] ?? 0
  return markup`<article class="event ${event.kind} ${event.verdict}" id="event-${number}">
${worstPicture(report, event, number, style)}
<div>
<h3>Event ${number} · <span class="kind ${event.kind}">${kindById(event.kind).label}</span> · ${clock(seconds(event.first))} to ${clock(seconds(event.last))}<span class="verdict ${event.verdict}">${verdictWords[event.verdict]}</span></h3>
<p>${sentenceCase(event.reason)}${event.reason.endsWith('.') ? '' : '.'}</p>
${event.note === '' ? null : markup`<p class="note">${event.note}</p>`}
<dl>
<dt>Frames</dt><dd>${event.first} to ${event.last}, worst ${event.worst}${event.byHand ? ' (marked by hand)' : ''}</dd>
${event.judged === null ? null : markup`<dt>Verdict</dt><dd>${judgedInWords(event.judged)}</dd>`}
${event.tags.length === 0 ? null : markup`<dt>Tags</dt><dd>${event.tags.join(', ')}</dd>`}
<dt>Severity</dt><dd>${percent(event.severity)}</dd>
${numbersAt(report, event.worst).map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}
</dl>
</div></article>`
}

function judgedInWords({ reviewer, at }: NonNullable<ReviewedEvent['judged']>): string {
  return reviewer === '' ? moment(at) : `${reviewer}, ${moment(at)}`
}

const verdictWords = {
  open: 'not judged yet',
  confirmed: 'confirmed',
  dismissed: 'dismissed',
  unsure: 'looked at, undecided'
} as const

function worstPicture(report: ReportModel, event: ReviewedEvent, number: number, style: OverlayStyle): Markup {
  const shown = report.frame(event.worst)
  if (!shown) return markup`<p class="soft">No picture of frame ${event.worst} is kept.</p>`
  const label = `frame ${event.worst}, the worst of event ${number}, with what the model looked at`
  return overlayPicture(shown, report.drive, report.model.recipe, style, label)
}

function numbersAt(report: ReportModel, frame: number): [string, string][] {
  const rows: [string, string][] = []
  const centroid = report.centroid[frame] ?? null
  const change = report.change[frame] ?? null
  const predicted = report.predicted.values[frame] ?? null
  const recorded = report.recorded?.values[frame] ?? null
  for (const { id, label, inWords } of measures) {
    const value = report[id][frame] ?? null
    if (value !== null) rows.push([label, inWords(value)])
  }
  if (centroid) rows.push(['Middle of attention', `${percent(centroid[0])} across, ${percent(centroid[1])} down`])
  if (change !== null) rows.push(['Moved since the frame before', percent(change)])
  if (predicted !== null) rows.push(['Predicted steering', describeSteering(predicted, report.predicted.unit)])
  if (recorded !== null && report.recorded?.unit === report.predicted.unit)
    rows.push(['Recorded steering', describeSteering(recorded, report.predicted.unit)])
  return rows
}

function sentenceCase(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
