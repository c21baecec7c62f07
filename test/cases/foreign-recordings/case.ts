import { join } from 'node:path'
import { startDb3 } from '../../../testing/db3Files.ts'
import { marked, put } from '../../fixtures/foreignFiles.ts'
import { writeHdf5 } from '../../fixtures/hdf5Files.ts'
import type { Case } from '../case.ts'

export default {
  about: 'Recordings of other programs: each was said to be a damaged video, or no recording.',
  async make(folder) {
    put(join(folder, 'drive.bag'), marked('#ROSBAG V2.0\n'))
    put(
      join(folder, 'bag2', 'metadata.yaml'),
      'rosbag2_bagfile_information:\n  version: 5\n  relative_file_paths:\n    - drive_0.db3\n'
    )
    // A bag of ROS 2 with no topic in it.
    startDb3(join(folder, 'bag2', 'drive_0.db3')).close()
    put(join(folder, 'rlog.bz2'), marked('BZh91AY&SY'))
    put(join(folder, 'file-000.parquet'), Buffer.concat([marked('PAR1'), Buffer.from('PAR1')]))
    await writeHdf5(join(folder, 'data_03663.h5'), [
      { name: 'rgb', data: new Uint8Array(4 * 88 * 200 * 3), shape: [4, 88, 200, 3] },
      { name: 'targets', data: new Float32Array(4 * 28), shape: [4, 28] }
    ])
  },
  expect: [
    { open: 'drive.bag', refused: /^drive\.bag has no index, or a damaged one: .*rosbag reindex/m },
    { open: 'bag2', refused: /^bag2 holds no topic of pictures \(Image, / },
    { open: 'bag2/drive_0.db3', refused: /^drive_0\.db3 holds no topic of pictures \(Image, / },
    { open: 'rlog.bz2', refused: /is a log of openpilot; put it beside its video/ },
    { open: 'file-000.parquet', refused: /is a Parquet table; open the folder of the data set that it belongs to/ },
    { open: 'data_03663.h5', refused: /is an HDF5 file of pictures \('rgb', 4 x 88 x 200 x 3\) and not a Keras model/ }
  ]
} satisfies Case
