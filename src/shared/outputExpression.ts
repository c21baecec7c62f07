import { z } from 'zod'
import { knownFields, oneOf } from './knownFields.ts'
import { SteeringUnit } from './steering.ts'

const place = z.number().int().min(0)

/** A number of an output, counted from 0 through all of it, row-major; of the head's own output where none is named. */
const OutputNumber = knownFields({ index: place, output: z.string().min(1).optional() })
export type OutputNumber = z.infer<typeof OutputNumber>

/**
 * Of several trajectories one behind the other that with the greatest weight holds: the first begins where the expression
 * says, each next one `apart` numbers further, and so do their weights from `weight` on. The choice itself has no gradient.
 */
const BestOf = knownFields({ count: z.number().int().min(2).max(64), apart: z.number().int().min(1), weight: place })
export type BestOf = z.infer<typeof BestOf>

/** Where one coordinate of a trajectory's points lies: that of its first point, and so many numbers on that of the next. */
const along = { first: place, stride: z.number().int().min(1), best: BestOf.optional() }

const ways = ['difference', 'sum', 'point', 'offset', 'wheel-angle', 'target']

/**
 * What steering is worked out from numbers of a model's output, where it is not one of them. All of it goes into the graph
 * of the model, so that every method explains it.
 */
export const OutputExpression = z.discriminatedUnion(
  'as',
  [
    /** One number less another: two wheels, two halves of a picture. */
    knownFields({ as: z.literal('difference'), plus: OutputNumber, minus: OutputNumber }),
    /** The sum of numbers times their weights. */
    knownFields({
      as: z.literal('sum'),
      terms: z
        .array(OutputNumber.extend({ weight: z.number() }))
        .min(1)
        .max(64)
    }),
    /** A coordinate of one point of a trajectory; points count from 0. */
    knownFields({ as: z.literal('point'), point: place, ...along }),
    /**
     * The lateral coordinate of a trajectory `after` so many seconds: linear between the two points around that time. `times`
     * are those of its points, in seconds.
     */
    knownFields({
      as: z.literal('offset'),
      after: z.number(),
      times: z.array(z.number()).min(2).max(1024),
      ...along
    }).superRefine(({ after, times }, context) => {
      const fault = (field: string, message: string): void =>
        context.addIssue({ code: 'custom', path: [field], message })
      if (times.some((time, i) => i > 0 && time <= times[i - 1]!))
        fault('times', 'each point is later than the one before')
      const [from, to] = [times[0]!, times.at(-1)!]
      if (after < from || after > to) fault('after', `the trajectory has points from ${from} to ${to} s`)
    }),
    /** The angle of the front wheels that drives a path of a curvature: atan(curvature in 1/m x wheelbase in m). */
    knownFields({ as: z.literal('wheel-angle'), curvature: OutputNumber, wheelbase: z.number().positive() }),
    /**
     * The direction to a point of the picture to drive to, as JetBot's notebook has it: atan2(x, (0.5 - y) / 2), where x is
     * -1 at the left edge and 1 at the right, and y is -1 at the upper edge and 1 at the lower.
     */
    knownFields({ as: z.literal('target'), x: OutputNumber, y: OutputNumber })
  ],
  oneOf('as', ways)
)
export type OutputExpression = z.infer<typeof OutputExpression>

/** The units that the result of an expression can have: angles that are worked out here are angles. */
export function expressionUnits({ as }: OutputExpression): readonly SteeringUnit[] {
  return as === 'wheel-angle' || as === 'target' ? ['rad', 'deg'] : SteeringUnit.options
}

/** Which two points of a trajectory lie around a time, and the share of the second: 0 at the first, 1 at the second. */
export function pointsAround(after: number, times: readonly number[]): { point: number; share: number } {
  const next = times.findIndex((time, i) => i > 0 && after <= time)
  const point = Math.max(0, next - 1)
  return { point, share: (after - times[point]!) / (times[point + 1]! - times[point]!) }
}
