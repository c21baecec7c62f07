import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jpegFrames } from '../../../testing/mcapFiles.ts'
import { stampAt } from '../../fixtures/mcapTopics.ts'
import { marked, put } from '../../fixtures/foreignFiles.ts'
import { compressedTopic, writeBag, writeDb3 } from '../../fixtures/messageLogs.ts'
import type { Case } from '../case.ts'

export default {
  about: 'Bags whose recorder was killed, that were copied in part, packed or of long ago: each says what to do.',
  async make(folder) {
    const camera = compressedTopic('/camera/compressed', jpegFrames(12, 160, 80), stampAt)
    writeBag(join(folder, 'killed.bag'), [camera], { end: false })
    put(join(folder, 'old.bag'), marked('#ROSBAG V1.2\n'))
    const [cut = ''] = writeDb3(join(folder, 'cut'), [camera])
    writeFileSync(cut, readFileSync(cut).subarray(0, 9000))
    const files = writeDb3(join(folder, 'part'), [camera], { files: 2 })
    rmSync(files[1] ?? '')
    writeDb3(join(folder, 'without'), [camera], { metadata: false })
    const text =
      'rosbag2_bagfile_information:\n  relative_file_paths:\n    - packed_0.db3.zstd\n  compression_mode: FILE\n'
    put(join(folder, 'packed', 'metadata.yaml'), text)
  },
  expect: [
    { open: 'killed.bag', refused: /^killed\.bag has no index, .*run "rosbag reindex" on a copy of it/ },
    {
      open: 'old.bag',
      refused: /^old\.bag is a ROS 1 bag of before 2010; bring it up to date with 'rosbag fix old\.bag/
    },
    { open: 'cut', refused: /^drive_0\.db3 was cut short: it says that it has \d+ bytes and has 9000; copy it again/ },
    {
      open: 'packed',
      refused: /^The files of packed are packed as wholes; unpack them with 'zstd -d packed_0\.db3\.zstd'/
    },
    {
      open: 'part',
      recording: { kind: 'rosbag2', frames: 6, warnings: [/names drive_1\.db3, which is not there/, /steering/] }
    },
    {
      open: 'without',
      recording: { kind: 'rosbag2', frames: 12, warnings: [/without has no metadata\.yaml that names it/, /steering/] }
    }
  ]
} satisfies Case
