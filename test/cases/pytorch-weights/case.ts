import { join } from 'node:path'
import { ofCaseDrive, writeCaseRecipe } from '../../fixtures/caseModels.ts'
import { saveState, type SavedTensor } from '../../fixtures/torchFiles.ts'
import { caseDriveSize } from '../caseDrive.ts'
import type { Case } from '../case.ts'

const weights = [0.5, 0.25, 0.125]
/** What a kernel of 3 x 3 leaves. */
const [rows, columns] = [caseDriveSize.height - 2, caseDriveSize.width - 2]

/** Three kernels of which the pixel in the middle counts alone. */
const kernel = Array.from({ length: 27 }, (_, i) => (i % 9 === 4 ? weights[Math.floor(i / 9)]! : 0))

const state = new Map<string, SavedTensor>([
  ['conv.weight', { shape: [1, 3, 3, 3], values: kernel }],
  ['conv.bias', { shape: [1], values: [0.25] }],
  ['fc.weight', { shape: [1, rows * columns], values: new Float32Array(rows * columns).fill(1 / (rows * columns)) }],
  ['fc.bias', { shape: [1], values: [-0.5] }]
])

/** Nothing that an ELU would change is below zero. */
const predicted = ofCaseDrive((v) => {
  let sum = 0
  for (let y = 1; y <= rows; y++)
    for (let x = 1; x <= columns; x++)
      sum += ([0, 1, 2] as const).reduce((value, c) => value + weights[c]! * v(x, y, c), 0.25)
  return sum / (rows * columns) - 0.5
})

export default {
  about:
    'Weights as torch.save(model.state_dict()) writes them, the newer and the older way: they were refused as pickles.',
  async make(folder) {
    for (const name of ['model.pth', 'older.pt']) {
      const path = join(folder, name)
      await saveState(path, state, { old: name === 'older.pt', prefix: 'module.' })
      await writeCaseRecipe(path, 'output')
    }
  },
  expect: ['model.pth', 'older.pt'].map((open) => ({
    open,
    model: {
      format: 'pytorch-weights',
      warnings: [/holds weights and not what stands between them.*ReLU \(a guess.*\) behind all but 'fc'/],
      predicted
    }
  }))
} satisfies Case
