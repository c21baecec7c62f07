import { join } from 'node:path'
import { put } from '../../fixtures/foreignFiles.ts'
import type { Case } from '../case.ts'

const page = '<!DOCTYPE html>\n<html lang="en"><head><title>model.h5</title></head><body>Download</body></html>\n'

export default {
  about: 'The page of a download saved under the name of the file.',
  async make(folder) {
    put(join(folder, 'model.h5'), page)
  },
  expect: [{ open: 'model.h5', refused: /'model\.h5' is a web page.*download.*again/ }]
} satisfies Case
