import { cssGradient } from '../../shared/colourTable.ts'
import type { Findings } from '../../shared/api.ts'
import { eventKinds, type EventKind } from '../../shared/eventKinds.ts'
import { layerMeanInWords } from '../../shared/layerMean.ts'
import { isCarried } from '../../shared/lanes.ts'
import { clock, percent } from '../../shared/numbersInWords.ts'
import { verdictOf } from '../../shared/verdict.ts'
import { zones } from '../../shared/zones.ts'
import { analysedCard } from './analysedCard.ts'
import { driveCharts } from './driveCharts.ts'
import { evidenceCard } from './evidenceCard.ts'
import { eventArticle } from './eventArticle.ts'
import type { ReportFormat } from './format.ts'
import { Markup, markup } from './markup.ts'
import { overlayPicture, unseenPattern, type OverlayStyle } from './overlayPicture.ts'
import type { ReportFrame, ReportModel } from './reportModel.ts'
import { reportStyle } from './reportStyle.ts'
import { explanation, title } from './explanation.ts'

export const html: ReportFormat = {
  id: 'html',
  label: 'Report',
  what: 'One HTML file for people: events, pictures, curves',
  contentType: 'text/html; charset=utf-8',
  // The report carries its pictures and its style inside, and nothing of it may run or load.
  policy: "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
  write: reportHtml
}

/** The report as one HTML file that needs nothing else: no script, no network, pictures and style inside. */
export function reportHtml(report: ReportModel): string {
  const { findings } = report
  const style: OverlayStyle = { table: 'heat', reference: report.reference, seenPixels: report.seenPixels }
  const { drive, model, run } = report
  const name = `${drive.name} under ${model.name}${run.of ? `, maps of ${layerMeanInWords(run.of)}` : ''}`
  const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${name} · Lanegaze report</title>
<style>${new Markup(reportStyle)}</style></head><body>${unseenPattern}<main>
<header><p>Lanegaze report · ${name}</p><h1>${title(findings)}</h1>
${lead(verdictOf(findings)?.sentence ?? '', 'verdict-lead')}${lead(explanation(report), 'lead')}</header>
${opening(report, style)}
<h2>Along the drive</h2><section class="card">${driveCharts(report)}<p class="soft">${chartKey(report)}</p></section>
<h2>Events</h2>
${
  report.events.length === 0
    ? markup`<p>Nothing was flagged.</p>`
    : report.events.map((event, i) => eventArticle(report, event, i + 1, style))
}
<h2>The drive at a glance</h2>${glance(report, style)}
<h2>What was analysed</h2>${analysedCard(report)}
<h2>How to read this</h2>${guide}
</main></body></html>
`
  return page.text
}

function lead(text: string, kind: string): Markup | null {
  return text === '' ? null : markup`<p class="${kind}">${text}</p>`
}

/** What is shaded and marked in the charts, of what there is. */
function chartKey({ events, rule, thresholds, nominal }: ReportModel): string {
  const sentences: string[] = []
  const kinds = eventKinds.filter(({ id }) => events.some(({ kind }) => kind === id))
  if (kinds.length > 0)
    sentences.push(
      `Shaded from top to bottom: ${kinds.map(({ label, id }) => `${label.toLowerCase()} (${bandColours[id]})`).join(', ')}; ` +
        'darker where a person confirmed it, grey where one dismissed it.'
    )
  if (thresholds)
    sentences.push(
      `Shaded along the bottom: ${rule.measure} below the threshold. The rule compares its average over ${rule.smoothSeconds} s, the curve is of single frames.`
    )
  if (nominal && rule.thresholds === 'quantile')
    sentences.push('Blue bar above: the nominal stretch that the quantiles are of.')
  return sentences.join(' ')
}

/** As the style sheet has them. */
const bandColours: Record<EventKind, string> = { left: 'orange', lost: 'yellow', jumped: 'violet' }

/** The picture that says most, beside where attention went on the whole. */
function opening(report: ReportModel, style: OverlayStyle): Markup {
  const worst = report.events
    .filter((event) => event.verdict !== 'dismissed')
    .toSorted((a, b) => b.severity - a.severity)[0]
  const frame = worst?.worst ?? Math.floor(report.frames / 2)
  const shown = report.frame(frame)
  const caption = worst
    ? `Frame ${frame}, at ${clock(report.times[frame] ?? 0)}: the worst frame of the worst stretch.`
    : `Frame ${frame}, at ${clock(report.times[frame] ?? 0)}: the middle of the drive.`
  return markup`<section class="card opening"><div>${
    shown ? overlayPicture(shown, report.drive, report.model.recipe, style, caption) : null
  }<p class="soft">${caption} ${laneCaption(shown)}</p></div>
<div>${whereabouts(report.findings)}${evidenceCard(report)}<h3>Colours</h3><div class="scale" style="background:${cssGradient(style.table)}"></div>
<div class="scale-ends"><span>little attention</span><span>most of this drive</span></div></div></section>`
}

function laneCaption(shown: ReportFrame | null): string {
  if (!shown) return 'No picture of it is kept.'
  if (shown.region && isCarried(shown.region))
    return 'The green line is the lane as it was carried on from where it was last known.'
  return shown.region
    ? 'The green line is the lane the car drives in.'
    : 'No lane is known there with enough certainty, so none is drawn.'
}

function whereabouts(findings: Findings): Markup {
  const shares = findings.whereabouts
  if (!shares) {
    const why = findings.attended === 0 ? 'maps that are not empty' : 'lanes'
    return markup`<p class="soft">Without ${why} nothing can be said of where attention was.</p>`
  }
  const places = [{ id: 'lanes', inWords: 'in the lane' }, ...zones] as const
  return markup`<h3>Where it looked, on average</h3><div class="whereabouts">${places.map(
    ({ id }) => markup`<div class="zone-${id}" style="width:${(shares[id] * 100).toFixed(2)}%"></div>`
  )}</div><ul class="legend">${places.map(
    ({ id, inWords }) => markup`<li><i class="zone-${id}"></i>${percent(shares[id])} ${inWords}</li>`
  )}</ul>`
}

/** Six frames at equal distances. */
function glance(report: ReportModel, style: OverlayStyle): Markup {
  const frames = [...new Set(Array.from({ length: 6 }, (_, i) => Math.floor(((i + 0.5) / 6) * report.frames)))]
  const figures = frames.map((frame) => {
    const shown = report.frame(frame)
    if (!shown) return null
    const caption = `frame ${frame}, ${clock(report.times[frame] ?? 0)}`
    return markup`<figure>${overlayPicture(shown, report.drive, report.model.recipe, style, caption)}<figcaption>${caption}</figcaption></figure>`
  })
  return markup`<div class="strip">${figures}</div>`
}

const guide = markup`<section class="card">
<p><b>The overlay</b> shows which parts of the picture the model’s steering rested on: dark and faint is little, bright is much.
Its colours mean the same in every picture of this report (they follow the square root of the map’s values, so that weak attention shows too). Hatched parts are not seen by the model: they are cut off before it, or by the model itself,
so no attention can lie there.</p>
<p><b>Share</b> is how much of that attention lies inside the car’s own lane. A narrow lane makes it small by itself, so
<b>lift</b> divides it by the share of what the model sees that the lane fills: 1 is a map that knows nothing of lanes,
above 1 the model prefers the lane, below 1 it looks elsewhere.</p>
<p><b>An event</b> is a stretch to look at, of one of three kinds. <i>Attention left the lane</i>: the score fell below the rule’s
threshold, smoothed over time. <i>Lane lost</i>: the car left its lane or track, and no lane is known, or it ran into something; the event begins
where the car began to leave, and once the lane is gone nobody can judge. <i>Attention jumped</i>: the map changed far more than usual from frame to frame while the
steering was far off. It is a reason to look, not a proof of a fault: a model may look at a bend ahead, and a map is an
approximation of what the model computes.</p>
<p><b>Steering</b> is positive to the left. In the pictures maps are blurred by two pixels of the map, because the
model’s strides leave a fine grid in them; scores and exported numbers are of the exact maps.</p>
</section>`
