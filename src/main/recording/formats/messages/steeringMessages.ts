import type { SignalRole } from '../../../../shared/recording.ts'
import type { SteeringConvention } from '../../../../shared/steering.ts'

/** What a number in a message of a known type is. */
export interface KnownNumber {
  role: SignalRole
  unit: string
  /** Which way steering turns the car with positive numbers. */
  positive: SteeringConvention['positive'] | null
  /** Among several that are steering: what was measured before what was asked for, a rate of turning last. */
  rank: number
}

/** What was measured, asked for, and stands in where there is neither. */
const [MEASURED, ASKED, STANDS_IN] = [0, 1, 3] as const
/** The rank of a steering that is known by its name alone. */
export const BY_NAME = 2

const steering = (unit: SteeringConvention['unit'], positive: SteeringConvention['positive'], rank: number) =>
  ({ role: 'steering', unit, positive, rank }) as const
const other = (role: SignalRole, unit: string) => ({ role, unit, positive: null, rank: 0 }) as const

/** By package and name of the type, and the path in it. Signs with their sources: docs/recordings.md. */
const KNOWN: readonly [type: RegExp, path: string, number: KnownNumber][] = [
  [/^ackermann_msgs\/AckermannDrive$/, 'steering_angle', steering('rad', 'left', ASKED)],
  [/^ackermann_msgs\/AckermannDriveStamped$/, 'drive.steering_angle', steering('rad', 'left', ASKED)],
  [/^ackermann_msgs\/AckermannDrive$/, 'speed', other('speed', 'm/s')],
  [/^ackermann_msgs\/AckermannDriveStamped$/, 'drive.speed', other('speed', 'm/s')],
  [/^autoware(_auto)?_vehicle_msgs\/SteeringReport$/, 'steering_tire_angle', steering('rad', 'left', MEASURED)],
  [/^autoware(_auto)?_vehicle_msgs\/VelocityReport$/, 'longitudinal_velocity', other('speed', 'm/s')],
  [/^autoware(_auto)?_vehicle_msgs\/VelocityReport$/, 'heading_rate', other('yaw-rate', 'rad/s')],
  [/^autoware_auto(_vehicle)?_msgs\/VehicleControlCommand$/, 'front_wheel_angle_rad', steering('rad', 'left', ASKED)],
  [/^autoware_auto(_vehicle)?_msgs\/VehicleControlCommand$/, 'velocity_mps', other('speed', 'm/s')],
  [
    /^autoware_auto(_control)?_msgs\/AckermannControlCommand$/,
    'lateral.steering_tire_angle',
    steering('rad', 'left', ASKED)
  ],
  [/^autoware_control_msgs\/Control$/, 'lateral.steering_tire_angle', steering('rad', 'left', ASKED)],
  [/^dbw_(mkz|ford|fca|polaris)_msgs\/SteeringReport$/, 'steering_wheel_angle', steering('rad', 'left', MEASURED)],
  [/^dbw_(mkz|ford|fca|polaris)_msgs\/SteeringReport$/, 'speed', other('speed', 'm/s')],
  [/^carla_msgs\/CarlaEgoVehicleControl$/, 'steer', steering('normalised', 'right', ASKED)],
  [/^carla_msgs\/CarlaEgoVehicleStatus$/, 'control.steer', steering('normalised', 'right', MEASURED)],
  [/^geometry_msgs\/Twist$/, 'angular.z', steering('rad', 'left', STANDS_IN)],
  [/^geometry_msgs\/TwistStamped$/, 'twist.angular.z', steering('rad', 'left', STANDS_IN)],
  [/^geometry_msgs\/Twist$/, 'linear.x', other('speed', 'm/s')],
  [/^geometry_msgs\/TwistStamped$/, 'twist.linear.x', other('speed', 'm/s')],
  [/^duckietown_msgs\/Twist2DStamped$/, 'omega', steering('rad', 'left', STANDS_IN)],
  [/^duckietown_msgs\/Twist2DStamped$/, 'v', other('speed', 'm/s')]
]

/** What is known of a number by the type of its message (`/msg/` in it counts as `/`); null where nothing is. */
export function knownNumber(type: string, path: string): KnownNumber | null {
  const plain = type.replace('/msg/', '/')
  return KNOWN.find(([pattern, place]) => place === path && pattern.test(plain))?.[2] ?? null
}

/** True of a rate of turning (rad/s), which is taken as steering where there is no angle. */
export function isStandIn(type: string, path: string): boolean {
  return knownNumber(type, path)?.rank === STANDS_IN
}
