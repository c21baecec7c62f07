import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jpegFrames } from '../../../testing/mcapFiles.ts'
import { jpegTopic, stampAt, writeMcapTopics } from '../../fixtures/mcapTopics.ts'
import type { Case } from '../case.ts'

const MESSAGE_INDEX = 0x07

export default {
  about: 'The length of the entries of a message index is set to 4 GB in a sound file.',
  async make(folder) {
    const path = join(folder, 'mcap-index-4G.mcap')
    const at = (i: number) => ({ log: stampAt(i), stamp: stampAt(i) })
    await writeMcapTopics(path, [jpegTopic('/camera', jpegFrames(12, 160, 80), at)])
    const bytes = await readFile(path)
    // Opcode, length of the record (2 + 4 + 12 entries of 16 bytes), channel 0, length of the entries.
    const record = Buffer.from([MESSAGE_INDEX, 198, 0, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 0, 0])
    bytes.writeUInt32LE(0xfffffff0, bytes.indexOf(record) + record.length - 4)
    await writeFile(path, bytes)
  },
  expect: [{ open: 'mcap-index-4G.mcap', refused: /is damaged: .*run "mcap recover" on it and open the result/ }]
} satisfies Case
