import { join } from 'node:path'
import { lfsPointer, put } from '../../fixtures/foreignFiles.ts'
import type { Case } from '../case.ts'

const files = ['model.h5', 'model.onnx', 'drive.mp4', 'data.tar.gz']
const refused = /is a Git LFS pointer.*'git lfs pull'/

export default {
  about: "A clone without 'git lfs pull': its files were said to be tables or text.",
  async make(folder) {
    for (const name of [...files, 'images/0000.jpg', 'images/0001.jpg', 'images/0002.jpg'])
      put(join(folder, name), lfsPointer)
  },
  expect: ['', ...files, 'images', 'images/0000.jpg'].map((open) => ({ open, refused }))
} satisfies Case
