import { join } from 'node:path'
import { h264Frames } from '../../../testing/mcapFiles.ts'
import { type McapTopic, stampAt, writeMcapTopics } from '../../fixtures/mcapTopics.ts'
import type { Case } from '../case.ts'

/** foxglove.CompressedVideo in JSON, with the format where `metadata` has it and nowhere else. */
async function video(path: string, frames: readonly Uint8Array[], metadata: Record<string, string>): Promise<void> {
  const messages = frames.map((data, i) => {
    const timestamp = { sec: 1_600_000_000, nsec: i * 5e7 }
    const message = { timestamp, frame_id: 'cam', data: Buffer.from(data).toString('base64') }
    return { log: stampAt(i), data: Buffer.from(JSON.stringify(message)) }
  })
  const schema = { name: 'foxglove.CompressedVideo', encoding: 'jsonschema', text: '{"type":"object"}' }
  const topic: McapTopic = { topic: '/video/compressed', schema, messageEncoding: 'json', metadata, messages }
  await writeMcapTopics(path, [topic])
}

const expected = {
  kind: 'mcap' as const,
  frames: 12,
  size: [160, 80] as [number, number],
  times: [0, 0.05, 0.1],
  warnings: [/steering/]
}

export default {
  about: 'H.264 in JSON whose messages do not say their format; their channel says it, or their bytes alone.',
  async make(folder) {
    await video(join(folder, 'drive.mcap'), h264Frames(12, 160, 80), { format: 'h264' })
  },
  expect: [{ open: 'drive.mcap', recording: expected }]
} satisfies Case
