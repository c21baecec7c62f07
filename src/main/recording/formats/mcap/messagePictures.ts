import { InputError } from '../../../../shared/errors.ts'
import { cameraTopics } from './cameraTopics.ts'
import { openMcap } from './mcapFile.ts'
import { pictureIn } from './messagePicture.ts'

/**
 * The pictures of a topic in order of log time, one a message; null where a message cannot be read. Memory does not
 * grow with the length of the file: one chunk at a time is unpacked.
 * @throws InputError where the file is damaged, or the file or the topic is gone.
 */
export async function* messagePictures(file: string, topic: string): AsyncGenerator<Uint8Array | null, void> {
  await using mcap = await openMcap(file)
  const camera = cameraTopics(mcap).cameras.find((found) => found.topic === topic)
  if (!camera) throw new InputError(`The topic ${topic} is not in the file any more; open it again: ${file}`)
  for await (const { channelId, data } of mcap.messages([topic])) {
    const channel = camera.channels.get(channelId)
    if (channel) yield pictureIn(channel, data)?.data ?? null
  }
}
