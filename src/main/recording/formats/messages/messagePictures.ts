import { InputError } from '../../../../shared/errors.ts'
import { cameraTopics } from './cameraTopics.ts'
import { type MessagePicture, pictureIn } from './messagePicture.ts'
import { openMessageLog } from './openMessageLog.ts'

/**
 * The pictures of a topic in order of log time, one a message, from the `from`-th on; null where a message cannot be read.
 * Memory does not grow with the length of the log: one chunk at a time is unpacked.
 * @param files of the log, in their order
 * @throws InputError where a file is damaged, or it or the topic is gone.
 */
export async function* messagePictures(
  files: readonly string[],
  topic: string,
  from = 0
): AsyncGenerator<MessagePicture | null, void> {
  await using log = await openMessageLog(files)
  const camera = (await cameraTopics(log)).cameras.find((found) => found.topic === topic)
  if (!camera) throw new InputError(`The topic ${topic} is not in the file any more; open it again: ${files[0] ?? ''}`)
  for await (const { channelId, data } of log.messages([...camera.channels.keys()], from)) {
    const channel = camera.channels.get(channelId)
    yield channel ? pictureIn(channel, data) : null
  }
}
