/**
 * How the messages of cars are laid out that are not among ROS's own: their fields alone, in the order in which they are
 * written, for files that do not say it. From the packages of these names (ackermann_msgs 2.0, autoware_auto_msgs 1.0,
 * autoware_msgs 1.0, carla_msgs of carla-ros-bridge 0.9.12, ffmpeg_image_transport_msgs 1.0).
 */
export const carMessages: Readonly<Record<string, string>> = {
  'ackermann_msgs/AckermannDrive': floats('steering_angle', 'steering_angle_velocity', 'speed', 'acceleration', 'jerk'),
  'ackermann_msgs/AckermannDriveStamped': 'std_msgs/Header header\nackermann_msgs/AckermannDrive drive',
  'autoware_auto_vehicle_msgs/SteeringReport': stamped('steering_tire_angle'),
  'autoware_vehicle_msgs/SteeringReport': stamped('steering_tire_angle'),
  'autoware_auto_vehicle_msgs/VelocityReport': velocityReport(),
  'autoware_vehicle_msgs/VelocityReport': velocityReport(),
  'autoware_auto_vehicle_msgs/VehicleControlCommand': stamped(
    'long_accel_mps2',
    'velocity_mps',
    'front_wheel_angle_rad',
    'rear_wheel_angle_rad'
  ),
  'autoware_auto_control_msgs/AckermannControlCommand':
    'builtin_interfaces/Time stamp\nautoware_auto_control_msgs/AckermannLateralCommand lateral\nautoware_auto_control_msgs/LongitudinalCommand longitudinal',
  'autoware_auto_control_msgs/AckermannLateralCommand': stamped('steering_tire_angle', 'steering_tire_rotation_rate'),
  'autoware_auto_control_msgs/LongitudinalCommand': stamped('speed', 'acceleration', 'jerk'),
  'autoware_control_msgs/Control': `${twoTimes()}\nautoware_control_msgs/Lateral lateral\nautoware_control_msgs/Longitudinal longitudinal`,
  'autoware_control_msgs/Lateral': `${twoTimes()}\n${floats('steering_tire_angle', 'steering_tire_rotation_rate')}\nbool is_defined_steering_tire_rotation_rate`,
  'autoware_control_msgs/Longitudinal': `${twoTimes()}\n${floats('velocity', 'acceleration', 'jerk')}\nbool is_defined_acceleration\nbool is_defined_jerk`,
  'carla_msgs/CarlaEgoVehicleControl': `std_msgs/Header header\n${floats('throttle', 'steer', 'brake')}\nbool hand_brake\nbool reverse\nint32 gear\nbool manual_gear_shift`,
  'ffmpeg_image_transport_msgs/FFMPEGPacket':
    'std_msgs/Header header\nint32 width\nint32 height\nstring encoding\nuint64 pts\nuint8 flags\nbool is_bigendian\nuint8[] data'
}

function floats(...names: readonly string[]): string {
  return names.map((name) => `float32 ${name}`).join('\n')
}

function stamped(...names: readonly string[]): string {
  return `builtin_interfaces/Time stamp\n${floats(...names)}`
}

function twoTimes(): string {
  return 'builtin_interfaces/Time stamp\nbuiltin_interfaces/Time control_time'
}

function velocityReport(): string {
  return `std_msgs/Header header\n${floats('longitudinal_velocity', 'lateral_velocity', 'heading_rate')}`
}
