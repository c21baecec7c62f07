import { z } from 'zod'

/** What a steering number measures. `normalised` is -1..1 of the source's own full lock. */
export const SteeringUnit = z.enum(['normalised', 'deg', 'rad'])
export type SteeringUnit = z.infer<typeof SteeringUnit>

/** Which way a positive number of the source turns the car. */
export const Positive = z.enum(['left', 'right'])
export type Positive = z.infer<typeof Positive>

/** The source's own convention. Inside Lanegaze steering is always left-positive (ISO 8855, ROS REP 103). */
export const SteeringConvention = z.object({ unit: SteeringUnit, positive: Positive })
export type SteeringConvention = z.infer<typeof SteeringConvention>

/** The factor (+1 or -1) that turns a number of this convention into a left-positive one. */
export function leftPositive(convention: Pick<SteeringConvention, 'positive'>): 1 | -1 {
  return convention.positive === 'left' ? 1 : -1
}

/** A left-positive steering value in words, such as 'left 12.0°' or 'right 0.31'. */
export function describeSteering(value: number, unit: SteeringUnit): string {
  const amount = Math.abs(value)
  const text = { normalised: amount.toFixed(2), deg: `${amount.toFixed(1)}°`, rad: `${amount.toFixed(3)} rad` }[unit]
  if (Number.parseFloat(text) === 0) return 'straight'
  return `${value > 0 ? 'left' : 'right'} ${text}`
}
