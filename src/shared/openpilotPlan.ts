import type { SteeringHead } from './steeringHead.ts'

// From selfdrive/modeld of openpilot: constants.py (IDX_N, PLAN_WIDTH, PLAN_MHP_N, T_IDXS, Plan.POSITION),
// parse_model_outputs.py (parse_mdn) and models/driving.h (ModelOutputPlans).

/** Seconds of the plan's 33 points: 10 (i / 32)^2. */
export const planTimes: readonly number[] = Array.from({ length: 33 }, (_, i) => 10 * (i / 32) ** 2)

/** Numbers of a point: position, velocity, acceleration, rotation and its rate, of three each. */
const WIDTH = 15
/** The means of all points, and as many deviations. */
const VALUES = 2 * planTimes.length * WIDTH
/** Five hypotheses, each with its weight behind it. */
const HYPOTHESES = 5
/** Numbers of a plan of hypotheses, with which the outputs of supercombo begin. */
export const PLAN_SIZE = HYPOTHESES * (VALUES + 1)

/** y of a position, to the right of the car. */
const LATERAL = 1
/** A time at which the offset says how the car steers, and not yet where the road leads. */
const AFTER = 2

type Plan = Pick<SteeringHead, 'unit' | 'positive' | 'of'>

const plan = (from: number): NonNullable<SteeringHead['of']> & { as: 'offset' } => ({
  as: 'offset',
  after: AFTER,
  first: from + LATERAL,
  stride: WIDTH,
  times: [...planTimes]
})

/** The lateral offset of the likeliest of five hypotheses. @param from where the plan begins in the output */
export function openpilotPlan(from = 0): Plan {
  const best = { count: HYPOTHESES, apart: VALUES + 1, weight: from + VALUES }
  return { unit: 'm', positive: 'right', of: { ...plan(from), best } }
}

/** The same of a plan that is one, as newer models have it further behind; it began at number 917 of 2025's. */
export const openpilotPlanAlone = {
  size: 917 + VALUES,
  head: { unit: 'm', positive: 'right', of: plan(917) } satisfies Plan
}
