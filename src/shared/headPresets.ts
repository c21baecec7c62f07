import { openpilotPlan, openpilotPlanAlone, PLAN_SIZE } from './openpilotPlan.ts'
import { type OutputShape, sizeOf, type SteeringHead } from './steeringHead.ts'

/** A meaning that numbers of an output may have, with a head to begin with. */
export interface HeadPreset {
  id: HeadPresetId
  /** Such as 'Lateral offset after some seconds'. */
  label: string
  head: SteeringHead
}

export type HeadPresetId =
  | 'number'
  | 'bins'
  | 'difference'
  | 'sum'
  | 'point'
  | 'offset'
  | 'wheel-angle'
  | 'jetracer'
  | 'jetbot'
  | 'openpilot-plan'
  | 'openpilot-plan-alone'

/** More numbers than this are no bins of angles. */
const MOST_BINS = 512

/** A point of a trajectory has at most so many coordinates, where nothing else is known of it. */
const MOST_COORDINATES = 16

/** Seconds from one point to the next of a trajectory of which nothing is known: planners of few points place them so. */
const BETWEEN_POINTS = 0.5

/** The meanings that fit the shape of one of a model's outputs, the plainest first. */
export function headPresets(output: OutputShape, outputs: readonly OutputShape[]): HeadPreset[] {
  const { name, shape } = output
  const size = sizeOf(shape)
  const presets: HeadPreset[] = []
  const add = (id: HeadPresetId, label: string, head: Partial<SteeringHead>): void => {
    const base = { output: name, index: 0, unit: 'normalised', positive: 'right' } as const
    presets.push({ id, label, head: { ...base, ...head } })
  }
  const second = secondNumber(output, outputs)

  add('number', size === 1 ? 'Its number' : 'One of its numbers', {})
  if (shape.length === 1 && size >= 3 && size <= MOST_BINS) {
    add('bins', 'Expected value of its bins', { bins: { from: -1, to: 1 } })
  }
  if (second) {
    const first = { index: 0 }
    add('difference', 'Difference of two numbers', { of: { as: 'difference', plus: first, minus: second } })
    const terms = [first, second].map((number) => ({ ...number, weight: 0.5 }))
    add('sum', 'Weighted sum of numbers', { of: { as: 'sum', terms } })
  }
  const path = trajectoryOf(shape)
  if (path) {
    const { first, stride, points } = path
    const times = Array.from({ length: points }, (_, i) => BETWEEN_POINTS * (i + 1))
    const along = { first, stride }
    const inMetres = { unit: 'm', positive: 'left' } as const
    add('point', 'A point of its trajectory', { ...inMetres, of: { as: 'point', point: 0, ...along } })
    const after = times[Math.min(times.length - 1, 3)]!
    add('offset', 'Lateral offset after some seconds', { ...inMetres, of: { as: 'offset', after, ...along, times } })
  }
  add('wheel-angle', "Wheels' angle for a curvature", {
    unit: 'rad',
    positive: 'left',
    of: { as: 'wheel-angle', curvature: { index: 0 }, wheelbase: 2.7 }
  })
  const categories = shape.length === 1 && size % 2 === 0 && size <= MOST_COORDINATES ? size / 2 : 1
  if (second && (size <= 2 || categories > 1)) {
    add('jetracer', `JetRacer: x of the target${categories > 1 ? ' of its first category' : ''}`, {})
  }
  if (second && size <= 2) {
    add('jetbot', 'JetBot: direction to the target', {
      unit: 'rad',
      of: { as: 'target', x: { index: 0 }, y: second }
    })
  }
  const isFlat = shape.filter((length) => length > 1).length === 1
  if (isFlat && size >= PLAN_SIZE) add('openpilot-plan', 'openpilot: lateral offset of the plan', openpilotPlan())
  if (isFlat && size > MOST_BINS && size >= openpilotPlanAlone.size) {
    add('openpilot-plan-alone', 'openpilot: lateral offset of a plan without hypotheses', openpilotPlanAlone.head)
  }
  return presets
}

/** The number that stands beside the first of an output: its own second, or that of the next output where each gives one. */
function secondNumber(
  { name, shape }: OutputShape,
  outputs: readonly OutputShape[]
): { index: number; output?: string } | null {
  if (sizeOf(shape) > 1) return { index: 1 }
  const other = outputs.find((one) => one.name !== name && sizeOf(one.shape) === 1)
  return other ? { index: 0, output: other.name } : null
}

/** Where the lateral coordinate of a trajectory's points lies. */
interface Trajectory {
  first: number
  stride: number
  points: number
}

/**
 * What an output would be as a trajectory: [..., points, coordinates], [coordinates, points] where there are few of the
 * first, or pairs in one row. The second coordinate is taken to be the lateral one, as x points ahead and y to the left in
 * ISO 8855 and ROS. null where it can be none.
 */
function trajectoryOf(shape: readonly number[]): Trajectory | null {
  const sizes = shape.filter((length) => length > 1)
  const size = sizeOf(shape)
  if (sizes.length === 0) return null
  if (sizes.length === 1) {
    return size >= 4 && size % 2 === 0 && size <= MOST_BINS ? { first: 1, stride: 2, points: size / 2 } : null
  }
  const [points = 0, coordinates = 0] = sizes.slice(-2)
  if (points < coordinates && points <= 3) return { first: coordinates, stride: 1, points: coordinates }
  return coordinates <= MOST_COORDINATES ? { first: 1, stride: coordinates, points } : null
}
