import { markup, type Markup } from './markup.ts'

/** A value for every frame, drawn over the drive; null breaks the line. */
export interface Line {
  label: string
  /** CSS class that gives the colour. */
  look: string
  values: readonly (number | null)[]
}

export interface Chart {
  title: string
  lines: readonly Line[]
  /** What the bottom and the top of the chart stand for. */
  range: readonly [number, number]
  ticks: readonly { at: number; label: string }[]
  /** Shaded stretches: frames first..last, both included. */
  bands: readonly { first: number; last: number; look: string; label: string }[]
  /** A stretch that is marked along the upper edge. */
  mark?: { first: number; last: number; label: string }
  /** Values below this one are shaded from edge to edge. */
  shadedBelow?: number
  /** Seconds from frame 0, one a frame. */
  times: readonly number[]
}

const width = 1000
const height = 130
const left = 52
const bottom = 20
const plotWidth = width - left - 8
const plotHeight = height - bottom - 6

/** A chart over the whole drive as SVG; time runs to the right. */
export function chartOf(chart: Chart): Markup {
  const frames = chart.times.length
  const x = (frame: number) => left + (frames <= 1 ? 0 : (frame / frames) * plotWidth)
  const [low, high] = chart.range
  const y = (value: number) => 6 + (1 - (Math.min(high, Math.max(low, value)) - low) / (high - low)) * plotHeight
  return markup`<figure class="chart"><figcaption>${chart.title}<span class="key">${chart.lines.map(
    (line) => markup`<i class="${line.look}"></i>${line.label}`
  )}</span></figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${chart.title}">
<rect class="plot" x="${left}" y="6" width="${plotWidth}" height="${plotHeight}"/>
${chart.bands.map(
  (band) =>
    markup`<rect class="band ${band.look}" x="${fixed(x(band.first))}" y="6" width="${fixed(Math.max(1.5, x(band.last + 1) - x(band.first)))}" height="${plotHeight}"><title>${band.label}</title></rect>`
)}
${
  chart.shadedBelow === undefined
    ? null
    : markup`<rect class="under" x="${left}" y="${fixed(y(chart.shadedBelow))}" width="${plotWidth}" height="${fixed(y(low) - y(chart.shadedBelow))}"/>`
}
${
  chart.mark === undefined
    ? null
    : markup`<rect class="nominal" x="${fixed(x(chart.mark.first))}" y="1" width="${fixed(Math.max(1.5, x(chart.mark.last + 1) - x(chart.mark.first)))}" height="4"><title>${chart.mark.label}</title></rect>`
}
${chart.ticks.map(
  (tick) =>
    markup`<line class="grid" x1="${left}" x2="${left + plotWidth}" y1="${fixed(y(tick.at))}" y2="${fixed(y(tick.at))}"/><text class="tick" x="${left - 6}" y="${fixed(y(tick.at) + 4)}" text-anchor="end">${tick.label}</text>`
)}
${chart.lines.map((line) => markup`<path class="line ${line.look}" d="${pathOf(line.values, x, y)}"/>`)}
${timeTicks(chart.times).map(
  (tick) =>
    markup`<text class="tick" x="${fixed(x(tick.frame))}" y="${height - 5}" text-anchor="middle">${tick.label}</text>`
)}
</svg></figure>`
}

/** At most two points a column of the chart, its lowest and its highest value, so that no peak of a long drive is lost. */
function pathOf(
  values: readonly (number | null)[],
  x: (frame: number) => number,
  y: (value: number) => number
): string {
  const step = Math.max(1, Math.floor(values.length / plotWidth))
  let path = ''
  let pen: 'M' | 'L' = 'M'
  for (let start = 0; start < values.length; start += step) {
    let lowest = -1
    let highest = -1
    for (let frame = start; frame < Math.min(values.length, start + step); frame++) {
      const value = values[frame] ?? null
      if (value === null) continue
      if (lowest < 0 || value < values[lowest]!) lowest = frame
      if (highest < 0 || value > values[highest]!) highest = frame
    }
    if (lowest < 0) {
      pen = 'M'
      continue
    }
    for (const frame of lowest === highest ? [lowest] : [lowest, highest].toSorted((a, b) => a - b)) {
      path += `${pen}${fixed(x(frame + 0.5))} ${fixed(y(values[frame]!))}`
      pen = 'L'
    }
  }
  return path
}

/** Between four and ten round times along the drive. */
function timeTicks(times: readonly number[]): { frame: number; label: string }[] {
  const duration = times.at(-1) ?? 0
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800].find((s) => duration / s <= 10) ?? 3600
  const ticks: { frame: number; label: string }[] = []
  let next = 0
  times.forEach((time, frame) => {
    if (time < next - 1e-6) return
    ticks.push({ frame, label: tickLabel(next, step) })
    next = (Math.floor(time / step + 1e-6) + 1) * step
  })
  return ticks
}

function tickLabel(seconds: number, step: number): string {
  if (seconds < 60) return `${step < 1 ? seconds.toFixed(1) : Math.round(seconds)} s`
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`
}

function fixed(value: number): string {
  return value.toFixed(1)
}
