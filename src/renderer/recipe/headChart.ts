import type { HeadCurves } from '../../shared/headCurves.ts'
import type { SteeringUnit } from '../../shared/steering.ts'

/** Size of a chart, in units of its own. */
export const chartSize = { width: 400, height: 96 } as const

/** A model's curve and the recorded one, as paths of SVG over a chart; up is left. */
export interface HeadChart {
  predicted: string
  recorded: string | null
  /** True where both are in one unit, and so on one scale. */
  together: boolean
}

type Curve = readonly (number | null)[]

/** The curve of a head on the chart, each at its own scale where the units differ. */
export function headChart({ times, recorded, curves }: HeadCurves, head: number, unit: SteeringUnit): HeadChart {
  const predicted = curves[head]?.values ?? []
  const together = recorded?.unit === unit
  const [own, other] = [largest(predicted), largest(recorded?.values ?? [])]
  const both = Math.max(own, other)
  return {
    predicted: pathOf(times, predicted, together ? both : own),
    recorded: recorded && pathOf(times, recorded.values, together ? both : other),
    together
  }
}

function largest(curve: Curve): number {
  return curve.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0)
}

/** Broken where a value is not known. @param reach the value at the upper edge */
function pathOf(times: readonly number[], values: Curve, reach: number): string {
  const [from, to] = [times[0] ?? 0, times.at(-1) ?? 0]
  const { width, height } = chartSize
  let isDrawn = false
  const steps = values.map((value, i) => {
    if (value === null) {
      isDrawn = false
      return ''
    }
    const x = to > from ? ((times[i]! - from) / (to - from)) * width : width / 2
    // A pixel or two are left to the edges, for the stroke.
    const y = height / 2 - (reach > 0 ? value / reach : 0) * (height / 2 - 3)
    const step = `${isDrawn ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`
    isDrawn = true
    return step
  })
  return steps.join('')
}
