import { join } from 'node:path'
import { jpegFrames } from '../../../testing/mcapFiles.ts'
import { stampAt } from '../../fixtures/mcapTopics.ts'
import { compressedTopic, type LogTopic, writeBag } from '../../fixtures/messageLogs.ts'
import type { Case } from '../case.ts'

const angles = [0.5, 0.25, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0]

/** As Udacity's car reported it, radians at the wheel. */
const report: LogTopic = {
  topic: '/vehicle/steering_report',
  package: 'dbw_mkz_msgs',
  type: 'SteeringReport',
  fields:
    'std_msgs/Header header\nfloat32 steering_wheel_angle\nfloat32 steering_wheel_angle_cmd\nfloat32 steering_wheel_torque\nfloat32 speed\nbool enabled',
  messages: angles.map((angle, i) => ({
    log: stampAt(i),
    values: [{ header: stampAt(i) }, { f32: angle }, { f32: 9 }, { f32: 0 }, { f32: 10 }, { u8: 1 }]
  }))
}

/** What a joystick asked for: it turns to the left where z is positive. */
const twist: LogTopic = {
  topic: '/cmd_vel',
  package: 'geometry_msgs',
  type: 'Twist',
  fields: 'geometry_msgs/Vector3 linear\ngeometry_msgs/Vector3 angular',
  parts: { 'geometry_msgs/Vector3': 'float64 x\nfloat64 y\nfloat64 z' },
  messages: angles.map((angle, i) => ({
    log: stampAt(i),
    values: [2, 0, 0, 0, 0, 2 * angle].map((f64) => ({ f64 }))
  }))
}

export default {
  about: "Udacity's Challenge 2 and a robot that is driven by Twist: bags of ROS 1, in chunks of bz2 and lz4.",
  async make(folder) {
    const camera = compressedTopic('/center_camera/image_color/compressed', jpegFrames(12, 160, 80), stampAt)
    writeBag(join(folder, 'udacity.bag'), [camera, twist, report], { compression: 'bz2', chunkSize: 4096 })
    writeBag(join(folder, 'robot.bag'), [camera, twist], { compression: 'lz4' })
  },
  expect: [
    {
      open: 'udacity.bag',
      recording: {
        kind: 'rosbag1',
        frames: 12,
        size: [160, 80],
        times: [0, 0.05, 0.1],
        steering: [0.5, 0.25, -1],
        warnings: []
      }
    },
    {
      open: 'robot.bag',
      recording: {
        kind: 'rosbag1',
        frames: 12,
        steering: [1, 0.5, -2],
        warnings: [/"\/cmd_vel\.angular\.z" is a rate of turning \(rad\/s, positive to the left\) and stands in for it/]
      }
    },
    {
      open: 'robot.bag',
      with: ['--steering', '/cmd_vel.linear.x'],
      recording: {
        kind: 'rosbag1',
        frames: 12,
        steering: [2, 2, 2],
        warnings: [/does not say which way "\/cmd_vel\.linear\.x" turns the car/]
      }
    }
  ]
} satisfies Case
