import { basename } from 'node:path'
import { InputError } from '../../../../../shared/errors.ts'
import type { Format } from '../../../format.ts'
import { messageRecording } from '../messageRecording.ts'
import { bagFiles } from './bagFiles.ts'

/** A ROS 2 bag with a topic of pictures: SQLite (`.db3`) with its metadata, or the several MCAP files of one. */
export const rosbag2: Format = {
  kind: 'rosbag2',

  async recognise(place) {
    const bag = await bagFiles(place)
    if (!bag) return null
    const [first = ''] = bag.files.map((file) => basename(file))
    return bag.files.length > 1 ? `it is a bag of ROS 2 in ${bag.files.length} files` : `${first} is a bag of ROS 2`
  },

  async open(place, because, options) {
    const bag = await bagFiles(place)
    if (!bag) throw new InputError(`${place.name} is no bag of ROS 2 any more; copy it again from its source.`)
    return messageRecording(place, { kind: 'rosbag2', because, ...bag }, options)
  }
}
