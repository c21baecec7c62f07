import { writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { openModel } from '../../../src/main/model/open.ts'
import { oldestForm } from '../../../src/shared/recipeVersion1.ts'
import * as small from '../../fixtures/modelConfigs.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'

const models = modelFolder()

describe('the recipe beside the model', () => {
  const recipe = {
    version: 1,
    crop: null,
    resize: { width: 200, height: 66, filter: 'area' },
    colour: 'bgr',
    scale: { multiply: 2, add: 1 }
  }
  const head = { output: 'dense_1', index: 0, unit: 'deg', positive: 'left' }

  async function withRecipe(text: string): Promise<string> {
    const path = await models.h5(small.keras1)
    await writeFile(`${path}.recipe.json`, text)
    return path
  }

  test('wins over the guess', async () => {
    const opened = await openModel(await withRecipe(JSON.stringify({ recipe, head })))
    expect(oldestForm(opened.recipe)).toEqual(recipe)
    expect(opened).toMatchObject({ head, recipeBecause: 'beside the model', headBecause: 'beside the model' })
  })

  test('is given way to a recipe that is asked for', async () => {
    const path = await withRecipe(JSON.stringify({ recipe, head }))
    const other = models.place('.json')
    await writeFile(other, JSON.stringify({ recipe: { ...recipe, colour: 'rgb' }, head }))
    expect(oldestForm((await openModel(path, { recipe: other })).recipe)).toMatchObject({ colour: 'rgb' })
    await expect(openModel(path, { recipe: models.place('none.json') })).rejects.toThrow(/no recipe/)
  })

  test.each([
    ['not JSON', '{', /is not JSON/],
    ['a missing head', JSON.stringify({ recipe }), /'head'/],
    [
      'another width',
      JSON.stringify({ recipe: { ...recipe, resize: { ...recipe.resize, width: 100 } }, head }),
      /'recipe\.resize\.width': the model takes 200 columns/
    ],
    ['an unknown colour', JSON.stringify({ recipe: { ...recipe, colour: 'hsv' }, head }), /'recipe\.colour'/],
    [
      'grey for a colour model',
      JSON.stringify({ recipe: { ...recipe, colour: 'gray' }, head }),
      /'recipe\.colour': the model takes 3 channels/
    ],
    [
      'an unknown output',
      JSON.stringify({ recipe, head: { ...head, output: 'x' } }),
      /'head\.output': the model has the outputs dense_1/
    ],
    [
      'an index past the end',
      JSON.stringify({ recipe, head: { ...head, index: 1 } }),
      /'head\.index': the output 'dense_1' gives 1 number;/
    ],
    [
      'a misspelt field of the head',
      JSON.stringify({ recipe, head: { ...head, positve: 'left' } }),
      /'head': there is no 'positve', but output, index, unit, positive, bins, of;/
    ],
    [
      'a misspelt field of the recipe',
      JSON.stringify({ recipe: { ...recipe, normalize: {} }, head }),
      /'recipe': there is no 'normalize', but version, crop, resize, colour, scale, normalise, reading;/
    ],
    [
      'a misspelt field',
      JSON.stringify({ recipe, head, heads: [] }),
      /'the whole': there is no 'heads', but recipe, head;/
    ],
    [
      'a crop of everything',
      JSON.stringify({
        recipe: { ...recipe, crop: { of: { width: 10, height: 10 }, top: 5, bottom: 5, left: 0, right: 0 } },
        head
      }),
      /'recipe\.crop': the crop leaves nothing/
    ]
  ])('with %s is refused by its field', async (_, text, sentence) => {
    expect(await refusal(await withRecipe(text))).toMatch(sentence)
  })
})
