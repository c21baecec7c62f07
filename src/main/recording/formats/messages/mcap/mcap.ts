import type { Format } from '../../../format.ts'
import { messageRecording } from '../messageRecording.ts'
import { isMcap } from './mcapFile.ts'

/** An MCAP file with a topic of pictures. */
export const mcap: Format = {
  kind: 'mcap',

  async recognise({ isFolder, head }) {
    return !isFolder && isMcap(head) ? 'it begins as an MCAP file does' : null
  },

  open: (place, because, options) =>
    messageRecording(place, { kind: 'mcap', because, files: [place.path], warnings: [] }, options)
}
