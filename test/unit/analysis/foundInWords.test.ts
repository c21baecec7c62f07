import { describe, expect, test } from 'vitest'
import { inWords } from '../../../src/main/analysis/foundInWords.ts'
import { searchInWords } from '../../../src/main/hosts/cli/recipe.ts'
import { ofBothNetworks, otherLayers } from '../../../src/main/analysis/otherNetwork.ts'
import { preset } from '../../../src/main/model/input/recipes.ts'
import type { RecipeFit, RecipeSearch } from '../../../src/shared/recipeSearch.ts'
import type { TakenLayers } from '../../../src/shared/toldLayers.ts'
import { Network } from '../../../testing/network.ts'

const input = { height: 66, width: 200 }
const unit = preset('donkeycar').recipe(input)
const bytes = preset('raw').recipe(input)
const fitOf = (label: string, correlation: number, fit: number, spread: number | null = 1): RecipeFit => ({
  ...{ recipe: label === 'bytes' ? bytes : unit, label, frames: 96 },
  ...{ correlation, range: [-1, 1] as [number, number], spread, fit }
})

describe('what a search found', () => {
  const told = { alike: 2, frames: 96, isFound: true }

  test('says why the greater correlation is not the best', () => {
    const fits = [fitOf('unit', 0.59, 0.59), fitOf('bytes', 0.72, 0.58, 6.13)]
    expect(inWords(fits, told, unit)).toBe(
      'Unit fits best: r = 0.59, but bytes (0.72, but 6.1 times the recorded spread, which counts against it) fits about as well; 96 frames cannot tell them apart.'
    )
  })

  test('says nothing of a spread that decides nothing', () => {
    const fits = [fitOf('unit', 0.95, 0.95), fitOf('bytes', 0.9, 0.7, 6.13)]
    expect(inWords(fits, { ...told, alike: 1 }, unit)).toBe('Unit fits best: r = 0.95; next best 0.90 (bytes).')
  })

  test('where nothing fits, says what to keep and how that does', () => {
    const fits = [fitOf('unit', 0.31, 0.3), fitOf('bytes', 0.12, 0.1)]
    expect(inWords(fits, { ...told, isFound: false }, bytes)).toMatch(
      /^No recipe fits: the best, unit, has r = 0\.31; .* Keep the recipe that it has, bytes \(r = 0\.12\)\.$/
    )
  })
})

describe('of a network whose activation is a guess', () => {
  const taken: TakenLayers = { activation: 'relu', isGuess: true, layers: [], told: { layers: { a: { stride: 3 } } } }
  const layers = otherLayers(taken)!
  const graph = new Network([4, 4, 3], 1).flatten().dense('angle', 1).graph()
  const search = (r: number): RecipeSearch => ({
    ...{ fits: [fitOf('unit', r, Math.abs(r))], alike: 1, frames: 96, isFound: r >= 0.5 },
    sentence: `Unit fits best: r = ${r}.`
  })
  const both = (own: number, other: number) => ofBothNetworks(search(own), search(other), { graph, layers, taken })

  test('the other one is tried, with all else that was said of it', () => {
    expect(layers).toEqual({ activation: 'elu', layers: { a: { stride: 3 } } })
    expect(otherLayers({ ...taken, activation: 'elu' })).toMatchObject({ activation: 'relu' })
    expect(otherLayers({ ...taken, isGuess: false })).toBeNull()
    expect(otherLayers(undefined)).toBeNull()
  })

  test('it is taken where it is surely better', () => {
    const found = both(0.61, 0.95)
    expect(found.layers).toEqual(layers)
    expect(found.fits[0]!.correlation).toBe(0.95)
    expect(found.sentence).toBe(
      'What stands between the layers of the model, ReLU, is a guess; with ELU it steers better: r = 0.95 in place of 0.61. Unit fits best: r = 0.95.'
    )
  })

  test('the command prints what to keep beside the model, and no recipe that does not fit', () => {
    const out = searchInWords(both(0.61, 0.95))
    expect(out).toContain('layers: {"layers":{"a":{"stride":3}},"activation":"elu"}\n')
    expect(out).toMatch(/less where the steering spreads far more or less.*\n {2}r = {2}0\.95 {3}x 1\.0/)
    expect(out).toContain('recipe: {')
    expect(searchInWords(both(0.1, 0.2))).not.toMatch(/recipe: \{|layers: \{/)
  })

  test.each([
    [0.95, 0.61, /with ELU it steers worse \(r = 0\.61\)\.$/],
    [0.9, 0.91, /with ELU it does not steer surely better \(r = 0\.91\)\.$/],
    [0.1, 0.4, /ReLU, is a guess; with ELU it does not steer surely better/]
  ])('r = %d and %d keep what there is, and say that it is a guess', (own, other, sentence) => {
    const found = both(own, other)
    expect(found.layers).toBeUndefined()
    expect(found.fits[0]!.correlation).toBe(own)
    expect(found.sentence).toMatch(sentence)
  })
})
