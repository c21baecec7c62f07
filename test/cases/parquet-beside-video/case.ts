import { join } from 'node:path'
import { makeNumberedVideo, range } from '../../../testing/recordings.ts'
import { type TableColumn, writeParquet } from '../../fixtures/parquetFiles.ts'
import type { Case } from '../case.ts'

const rows = range(0, 24)
/** 40 a second, in degrees, + to the right. */
const steering: TableColumn = { name: 'steering_right_deg', type: 'float', data: rows.map((i) => i / 4 - 2) }

export default {
  about:
    'Parquet tables beside a video: one with its name and seconds, one that is chosen with dates as pandas writes them.',
  async make(folder) {
    makeNumberedVideo(join(folder, 'drive.mp4'), { frames: 12, width: 160, height: 80, rate: '20' })
    const speed: TableColumn = { name: 'speed_kmh', type: 'double', data: rows.map((i) => 30 + i) }
    writeParquet(join(folder, 'drive.parquet'), [
      { name: 'time_s', type: 'double', data: rows.map((i) => i / 40) },
      steering,
      speed
    ])
    const at: TableColumn = {
      name: '__index_level_0__',
      type: 'micros',
      data: rows.map((i) => new Date(1_700_000_000_000 + 25 * i))
    }
    writeParquet(join(folder, 'dated.parquet'), [steering, at], { codec: 'ZSTD' })
  },
  expect: [
    {
      open: 'drive.mp4',
      recording: { kind: 'video', frames: 12, times: [0, 0.05, 0.1], steering: [2, 1.5, 1, 0.5], warnings: [] }
    },
    {
      open: 'drive.mp4',
      with: ['--signals', '{case}/dated.parquet'],
      recording: { kind: 'video', frames: 12, steering: [2, 1.5, 1, 0.5], warnings: [/from another clock/] }
    }
  ]
} satisfies Case
