import { join } from 'node:path'
import { expect, test } from 'vitest'
import { searchRecipe } from '../../src/main/analysis/recipeSearch.ts'
import { createRecordings } from '../../src/main/library/recordings.ts'
import { openModel } from '../../src/main/model/open.ts'

const sample = join(import.meta.dirname, '../../resources/sample')

test('the search finds the recipe that the sample was trained with, among all', async () => {
  const model = await openModel(join(sample, 'models/honest/model.json'))
  const drive = {
    path: join(sample, 'drive.mp4'),
    openWith: { signals: join(sample, 'drive.csv') },
    signalSettings: { offsetSeconds: 0, roles: {} }
  }
  const { fits, sentence } = await searchRecipe(createRecordings(), model, drive, new AbortController().signal)
  expect(fits[0]?.recipe).toEqual(model.recipe)
  expect(fits[0]!.correlation).toBeGreaterThan(0)
  expect(fits[0]!.fit).toBeGreaterThan(fits[1]!.fit)
  expect(sentence).toMatch(/fits best/)
}, 600_000)
