import { z } from 'zod'

/**
 * What a number that stands for steering measures. `normalised` is -1..1 of the source's own full lock; degrees and radians
 * are angles; `m` are metres to the side, `1/m` is the curvature of a path.
 */
export const SteeringUnit = z.enum(['normalised', 'deg', 'rad', 'm', '1/m'])
export type SteeringUnit = z.infer<typeof SteeringUnit>

/** The units as people choose among them. */
export const steeringUnitNames: Readonly<Record<SteeringUnit, string>> = {
  normalised: 'normalised',
  deg: 'degrees',
  rad: 'radians',
  m: 'metres to the side',
  '1/m': 'curvature (1/m)'
}

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

/** A left-positive steering value in words, such as 'left 12.0°', 'right 0.31' or 'left 0.42 m'. */
export function describeSteering(value: number, unit: SteeringUnit): string {
  const amount = Math.abs(value)
  const text = {
    normalised: amount.toFixed(2),
    deg: `${amount.toFixed(1)}°`,
    rad: `${amount.toFixed(3)} rad`,
    m: `${amount.toFixed(2)} m`,
    '1/m': `${amount.toFixed(4)} 1/m`
  }[unit]
  if (Number.parseFloat(text) === 0) return 'straight'
  return `${value > 0 ? 'left' : 'right'} ${text}`
}
