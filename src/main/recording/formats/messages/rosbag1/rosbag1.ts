import type { Format } from '../../../format.ts'
import { messageRecording } from '../messageRecording.ts'
import { isBag } from './bagFile.ts'

/** A ROS 1 bag (`.bag`) with a topic of pictures. */
export const rosbag1: Format = {
  kind: 'rosbag1',

  async recognise({ isFolder, head }) {
    return !isFolder && isBag(head) ? 'it begins as a bag of ROS 1 does' : null
  },

  open: (place, because, options) =>
    messageRecording(place, { kind: 'rosbag1', because, files: [place.path], warnings: [] }, options)
}
