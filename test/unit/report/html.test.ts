import { describe, expect, it } from 'vitest'
import { reportHtml } from '../../../src/main/report/html.ts'
import { oddities } from '../../../src/shared/oddities.ts'
import { markup } from '../../../src/main/report/markup.ts'
import type { ReportModel } from '../../../src/main/report/reportModel.ts'
import { defaultRule } from '../../../src/shared/events.ts'
import { ruleInWords } from '../../../src/shared/ruleInWords.ts'
import { outdatedWords, type RunState } from '../../../src/shared/runState.ts'
import type { SwapTest } from '../../../src/shared/swapTest.ts'
import { sampleReport } from './sampleReport.ts'

const page = reportHtml(
  sampleReport(100, [
    { verdict: 'confirmed', note: 'looked at the <grass>', severity: 0.9 },
    { first: 70, last: 79, worst: 75, verdict: 'dismissed' }
  ])
)

it('needs nothing from outside and runs no script', () => {
  expect(page).not.toMatch(/<script|<link|src="http|href="http|url\(http/)
  const sources = [...page.matchAll(/<image href="([^"]{0,22})/g)].map((match) => match[1])
  expect(sources.length).toBeGreaterThan(4)
  expect(new Set(sources.map((source) => source!.split(';')[0]))).toEqual(
    new Set(['data:image/jpeg', 'data:image/png'])
  )
})

it('says first what was found, without the dismissed stretches', () => {
  // One stretch of 20 of 100 frames stands.
  expect(page).toContain('<h1>The model’s attention left the lane in one stretch, 20 % of the drive.</h1>')
})

it('says how much of the attention was where', () => {
  // 39 judged frames with 0.5 in the lane and 60 with 0.125, so (19.5 + 7.5) / 99 = 27 %; left (4.875 + 30) / 99 = 35 %.
  expect(page).toContain('27 % in the lane')
  expect(page).toContain('35 % left of the lane')
  expect(page).toContain('1 of 100 frames have no lane region')
})

it('says who gave a verdict and when, that they could not tell, and the tags', () => {
  const judged = { reviewer: 'Ada <Admin>', at: new Date(2026, 10, 29, 11, 30).getTime() }
  const said = reportHtml(sampleReport(100, [{ verdict: 'unsure', judged, tags: ['sign', 'rain'] }]))
  expect(said).toContain('looked at, undecided')
  expect(said).toContain('<dd>Ada &lt;Admin&gt;, 2026-11-29 11:30</dd>')
  expect(said).toContain('<dd>sign, rain</dd>')
  // It counts neither way: the stretch stands.
  expect(said).toContain('left the lane in one stretch')
})

it('shows every event with its frames, verdict, note and reason', () => {
  expect(page.match(/<article class="event/g)?.length).toBe(2)
  expect(page).toContain('40 to 59, worst 50')
  expect(page).toContain('Attention left of the lane for 2.0 s.')
  expect(page).toContain('looked at the &lt;grass&gt;')
  expect(page).toMatch(/verdict dismissed">dismissed/)
})

it('names the kind of every event, and shades it in its colour', () => {
  const kinds = reportHtml(
    sampleReport(100, [
      {},
      { kind: 'lost', first: 70, last: 79, worst: 70, reason: 'the lane is lost for 1.0 s' },
      { kind: 'jumped', first: 85, last: 89, worst: 85, verdict: 'confirmed' }
    ])
  )
  for (const [kind, label] of [
    ['left', 'Attention left the lane'],
    ['lost', 'Lane lost'],
    ['jumped', 'Attention jumped']
  ])
    expect(kinds).toContain(`<span class="kind ${kind}">${label}</span>`)
  for (const look of ['left open', 'lost open', 'jumped confirmed']) expect(kinds).toContain(`class="band ${look}"`)
  expect(kinds).toContain(
    '<h1>The model’s attention left the lane in one stretch, 20 % of the drive; ' +
      'the lane was lost once, look at 0:07.0; attention jumped once, look at 0:08.5.</h1>'
  )
})

it('says of the worst frame of an event where the middle of attention was, and how much of it had moved', () => {
  // At frame 50 of the sample: 50 / 128, 0.625 and 0.0625.
  expect(page).toContain('<dt>Middle of attention</dt><dd>39 % across, 63 % down</dd>')
  expect(page).toContain('<dt>Moved since the frame before</dt><dd>6 %</dd>')
})

it('says of an event that is only just one how little that is', () => {
  const severities = [0.9, 0.001, 0].map((severity) => ({ severity }))
  const found = reportHtml(sampleReport(100, severities)).matchAll(/<dt>Severity<\/dt><dd>([^<]*)/g)
  expect([...found].map((match) => match[1])).toEqual(['90 %', 'under 1 %', '0 %'])
})

it('names what was analysed, with warnings', () => {
  for (const text of [
    'a &lt;drive&gt; &amp; more',
    '/models/tiny.h5',
    'crop 60 px top and 25 px bottom of 320x160, resize to 4x2 (area), yuv, value x 0.007843 - 1',
    'VisualBackProp, explaining what changes the steering either way',
    'TensorFlow.js (WebAssembly), the fastest here that agrees with the others',
    'Lanegaze 0.1.0, 2024-05-06 07:08 UTC',
    'Frame 7 is damaged'
  ])
    expect(page).toContain(text)
})

it('places the map on the part of the picture that the model saw', () => {
  // A picture is 1000 wide whatever the camera's pixels: 60 of 320x160 cut off above and 25 below.
  expect(page).toMatch(/viewBox="0 0 1000 500"/)
  expect(page).toMatch(/<image href="data:image\/png[^>]* x="0" y="187.5" width="1000" height="234.375"/)
})

it('hatches what is cut off before the model, and what the model itself does not see', () => {
  const hatched = (report: ReportModel) =>
    [...reportHtml(report).matchAll(/<path d="([^"]*)" fill="url\(#unseen\)"/g)][0]![1]
  const outside = 'M0 0H1000V500H0ZM0 187.5v234.375h1000v-234.375Z'
  expect(hatched(sampleReport())).toBe(outside)
  // Of the 4x2 pixels given to it the model sees all but the last of each row.
  const seenPixels = { width: 4, height: 2, data: Uint8Array.of(1, 1, 1, 0, 1, 1, 1, 0) }
  expect(hatched(sampleReport(100, [{}], { seenPixels }))).toBe(`${outside}M750 187.5h250v234.38h-250Z`)
})

it('closes every element that it opens', () => {
  const body = page.slice(page.indexOf('<body'))
  for (const tag of ['div', 'section', 'article', 'svg', 'figure', 'p', 'dl', 'ul', 'table', 'h1', 'h2', 'h3'])
    expect(body.split(`</${tag}>`).length, tag).toBe(body.split(new RegExp(`<${tag}[ >]`)).length)
})

function carefully(report: ReportModel): ReportModel {
  const methods = report.model.methods.map((method) => ({ ...method, caution: 'Look twice.' }))
  return { ...report, model: { ...report.model, methods } }
}

function mostlyOff(report: ReportModel): ReportModel {
  return { ...report, findings: { ...report.findings, mostlyOff: true } }
}

function inState(state: RunState): ReportModel {
  return sampleReport(100, [{}], { run: { ...sampleReport().run, state } })
}

it.each([
  { case: 'nothing was flagged', report: sampleReport(100, []), says: 'The model’s attention stayed with the lane.' },
  {
    case: 'no lanes are known',
    report: sampleReport(100, [], { share: Array<null>(100).fill(null), zones: Array<null>(100).fill(null) }),
    says: 'No frame could be judged'
  },
  {
    case: 'no picture is kept',
    report: { ...sampleReport(), frame: () => null },
    says: 'No picture of frame 50 is kept'
  },
  {
    case: 'the run is not finished',
    report: { ...sampleReport(), frames: 60 },
    says: '60 of 100 frames are in this report'
  },
  {
    case: 'few lanes are certain enough',
    report: sampleReport(100, [], { laneConfidence: Array.from({ length: 100 }, (_, i) => (i < 25 ? 0.9 : 0.3)) }),
    // Frame 5 has no score, so 24 frames are judged.
    says: 'Where the lane was found, in 24 % of the drive, the model’s attention stayed with it.'
  },
  {
    case: 'the whole drive was flagged',
    report: mostlyOff(sampleReport(100, [{ first: 0, last: 99 }])),
    says: 'The model’s attention was off the lane in 100 % of the drive.'
  },
  {
    case: 'the method is to be believed with care',
    report: carefully(sampleReport()),
    says: 'VisualBackProp is for looking: look twice. Its events come from a rule that was chosen for it; by itself it raises none, and Gradient is the default.'
  },
  ...(['lanes-outdated', 'scores-outdated'] as const).map((state) => ({
    case: state,
    report: inState(state),
    says: outdatedWords[state].why
  })),
  {
    case: 'the maps are empty',
    report: sampleReport(100, [], {
      share: Array<null>(100).fill(null),
      zones: Array<null>(100).fill(null),
      centroid: Array<null>(100).fill(null)
    }),
    says: 'No frame could be judged: the maps are zero everywhere'
  },
  {
    case: 'the model steers otherwise than the driver',
    // The sample's recorded steering is a sine and the predicted one a cosine.
    report: sampleReport(),
    says: 'The model steers little like the driver (r = '
  },
  { case: 'there is one frame', report: sampleReport(1, []), says: 'stayed with the lane' }
])('is whole where $case', ({ report, says }) => {
  const html = reportHtml(report)
  expect(html).toContain(says)
  expect(html).not.toMatch(/NaN|undefined|Infinity/)
})

it('escapes text and keeps markup', () => {
  expect(markup`<p title="${'"'}">${['a<b', null, markup`<i>${'&'}</i>`]}${3}</p>`.text).toBe(
    '<p title="&quot;">a&lt;b<i>&amp;</i>3</p>'
  )
})

/** A rule whose median of the nominal stretch, frames 10 to 29, is lift 1.67 and whose 0.9 quantile is 3.5. */
const relative: ReportModel = {
  ...sampleReport(),
  rule: { ...defaultRule, thresholds: 'quantile', enter: 0.5, leave: 0.9, margin: 0.1 },
  thresholds: { enter: 5 / 3, leave: 3.5 },
  nominal: { first: 10, last: 29 }
}

/** The chart of a measure, and where a value lies in it by its grid lines at 0 and 1. */
function chartFor(html: string, title: string): { svg: string; key: string; at: (value: number) => string } {
  const figure = html
    .split('<figure class="chart">')
    .find((part) => part.startsWith(`<figcaption>${title}`))!
    .split('</figure>')[0]!
  const heights = [...figure.matchAll(/<line class="grid"[^>]* y1="([\d.]+)"/g)].map((match) => Number(match[1]))
  const top = title.startsWith('Lift')
    ? Number(/text-anchor="end">(\d+)<\/text><path/.exec(figure.replaceAll('\n', ''))![1])
    : 1
  const at = (value: number): string => (heights[0]! + ((heights[2]! - heights[0]!) * value) / top).toFixed(1)
  return { svg: figure, key: figure.slice(0, figure.indexOf('</figcaption>')), at }
}

describe('a relative rule', () => {
  const html = reportHtml(relative)
  const { svg, key, at } = chartFor(html, 'Lift')

  it('is printed by its quantiles and by what they come to, with all that makes it', () => {
    expect(/<dt>Rule<\/dt><dd>([^<]*)/.exec(html)![1]).toBe(
      ruleInWords(relative, (frame) => frame / 10).replaceAll("'", '&#39;')
    )
    expect(html).toContain('falls below 1.67 (quantile 0.5) until it rises above 3.5 (quantile 0.9)')
    expect(html).toContain('the nominal stretch, 0:01.0 to 0:02.9 (frames 10 to 29)')
    expect(html).toContain('widened by 10 % of their width on each side')
    expect(html).not.toMatch(/below 0\.5/)
  })

  it('is drawn at the values of the measure: lines, shading and the nominal stretch', () => {
    expect(key).toContain('flagged below 1.67 (quantile 0.5)')
    expect(key).toContain('until above 3.5 (quantile 0.9)')
    expect(svg).toMatch(new RegExp(`class="line threshold enter" d="M[\\d.]+ ${at(5 / 3)}L`))
    expect(svg).toMatch(new RegExp(`class="line threshold leave" d="M[\\d.]+ ${at(3.5)}L`))
    expect(svg).toContain(`<rect class="under" x="52" y="${at(5 / 3)}"`)
    expect(svg).toContain('<rect class="nominal" x="146.0"')
    expect(chartFor(html, 'Share').svg).not.toMatch(/class="under"|threshold/)
  })

  it('of the share is drawn in the chart of the share alone', () => {
    const share = reportHtml({
      ...relative,
      rule: { ...relative.rule, measure: 'share' },
      thresholds: { enter: 0.125, leave: 0.5 }
    })
    expect(chartFor(share, 'Share').svg).toContain(
      `<rect class="under" x="52" y="${chartFor(share, 'Share').at(0.125)}"`
    )
    expect(chartFor(share, 'Lift').svg).not.toMatch(/class="under"|threshold/)
  })

  it('of which nothing is known has no line', () => {
    const unknown = reportHtml({ ...relative, thresholds: null })
    expect(unknown).toContain('no frame there has a score, so nothing is flagged')
    expect(unknown).not.toMatch(/class="under"|class="line threshold/)
  })
})

it('says of the green line what there is of it', () => {
  const shown = sampleReport().frame(50)!
  const report = (frame: ReportModel['frame']): string => reportHtml({ ...sampleReport(), frame })
  expect(report(() => shown)).toContain('The green line is the lane the car drives in.')
  const without = report(() => ({ ...shown, region: null }))
  expect(without).toContain('No lane is known there with enough certainty, so none is drawn.')
  expect(without).not.toContain('green line')
  expect(report(() => null)).not.toContain('green line')
})

it('says all that is odd, each once', () => {
  const report = carefully({
    ...sampleReport(),
    run: {
      ...sampleReport().run,
      state: 'scores-outdated',
      error: 'The picture files are gone.',
      engineAsked: 'ort',
      recipeChanged: true,
      warnings: ['Frame 7 is damaged.', 'The unit was guessed.'].map((message) => ({ code: message, message }))
    }
  })
  const { run } = report
  const odd = oddities({ run, findings: report.findings, method: report.model.methods[0] })
  expect(odd.map(({ code }) => code)).toEqual([
    'steering-doubt',
    'method-caution',
    'run-failed',
    'outdated',
    'recipe-changed',
    'engine-other',
    'Frame 7 is damaged.',
    'The unit was guessed.'
  ])
  const html = reportHtml(report)
  for (const { message } of odd) expect(html.split(markup`${message}`.text), message).toHaveLength(2)
})

it('tells what steers the model, with the share of the lane beside chance', () => {
  const report = sampleReport()
  const swap: SwapTest = {
    state: 'done',
    drive: { share: 0.2, low: 0.15, high: 0.25, frames: 76 },
    stretches: [],
    chance: { low: 0.3, mean: 0.4, high: 0.5 },
    gap: 0.01
  }
  const trust = {
    frames: 50,
    blur: { gain: 1, low: 0.5, high: 1.5 },
    content: { gain: 0.2, low: -0.1, high: 0.5 }
  }
  const page = reportHtml({ ...report, findings: { ...report.findings, swap, trust } })
  expect(page).toContain('Steering changes come 20 % (15 to 25) from the lane')
  expect(page).toContain('<i class="chance" style="left:30.0%;width:20.0%">')
  expect(page).toContain('<i class="share elsewhere" style="left:15.0%;width:10.0%">')
  expect(page).toContain('VisualBackProp depends on the infill on this model')
  expect(reportHtml(report)).not.toContain('What steers it')
})
