import type { FrameScore } from './frameScore.ts'
import { percent } from './numbersInWords.ts'

/** What a rule can read of a frame's score. The lower, the more attention is off the lane. */
interface MeasureAbout {
  /** As rules, curves and stored files name it. */
  id: string
  label: string
  /** The same on a button. */
  short: string
  /** Title of its chart in a report. */
  title: string
  /** Name of its column in a table of frames. */
  column: string
  /** The largest threshold that makes sense. */
  largest: number
  /** Upper edge of an axis: always this, or as high as the values but at least this. */
  top: { always: number } | { atLeast: number }
  /** Values that an axis is marked at, beside its upper edge. */
  marks: readonly number[]
  /** Thresholds to begin with. */
  defaults: { enter: number; leave: number }
  inWords(value: number): string
  /** At a mark of an axis. */
  atMark(value: number): string
  /** Null where the frame has no lane region or no defined map. */
  of(score: FrameScore): number | null
}

/** The measures that there are, in the order of their columns and charts. */
export const measures = [
  {
    id: 'share',
    label: 'Share in lane',
    short: 'Share',
    title: 'Share of attention inside the lane',
    column: 'share_in_lanes',
    largest: 1,
    top: { always: 1 },
    marks: [0, 0.5],
    defaults: { enter: 0.2, leave: 0.25 },
    inWords: percent,
    atMark: (value: number) => `${value * 100} %`,
    of: ({ share }: FrameScore) => share
  },
  {
    id: 'lift',
    label: 'Lift',
    short: 'Lift',
    title: 'Lift (1 is a map that knows nothing of lanes)',
    column: 'lift',
    // That of a map that lies in the lane is about 5.
    largest: 5,
    top: { atLeast: 2 },
    marks: [0, 1],
    defaults: { enter: 1, leave: 1.2 },
    inWords: (value: number) => value.toFixed(2),
    atMark: String,
    of: ({ lift }: FrameScore) => lift
  }
] as const satisfies readonly MeasureAbout[]

export type Measure = (typeof measures)[number]['id']

/** Lift, for a share depends on how much of the picture the lane fills. */
export const defaultMeasure: Measure = 'lift'

/** For people to choose from: the one that rules read by default comes first. */
export const offeredMeasures: readonly MeasureOf[] = measures.toSorted(
  (a, b) => Number(b.id === defaultMeasure) - Number(a.id === defaultMeasure)
)

type MeasureOf = MeasureAbout & { id: Measure }

export function measureById(id: Measure): MeasureOf {
  return measures.find((measure) => measure.id === id)!
}

/** A curve of each measure, one value a frame; null where it is unknown. */
export type Curves = Record<Measure, (number | null)[]>

/** The curves of scores, one a frame; null where there is none. */
export function curvesOf(scores: readonly (FrameScore | undefined)[]): Curves {
  const curve = ({ of }: MeasureAbout) => scores.map((score) => (score ? of(score) : null))
  return Object.fromEntries(measures.map((measure) => [measure.id, curve(measure)])) as Curves
}
