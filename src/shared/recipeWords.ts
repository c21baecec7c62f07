import { channelsOf, type Recipe } from './recipe.ts'
import type { RecipeStep } from './recipeStep.ts'

/** A step as people read it, such as 'yuv of swapped channels' or 'blur 5x5'. */
function stepInWords(step: RecipeStep): string {
  switch (step.step) {
    case 'blur':
      return `blur ${step.size}x${step.size}${step.sigma === undefined ? '' : ` (sigma ${step.sigma})`}`
    case 'colour':
      return step.swapped ? `${step.to} of swapped channels` : step.to
    case 'channel':
      return `${step.take} alone`
    case 'equalise':
      return step.channel ? `${step.channel} equalised` : 'equalised'
    case 'clahe':
      return `${step.channel ? `${step.channel} ` : ''}equalised by tiles (CLAHE ${step.clip}, ${step.tiles}x${step.tiles})`
  }
}

/** The steps in front of a recipe's resize, and those behind it with the colours that the model gets, in words. */
export function stepsInWords({ beforeResize, afterResize }: Recipe): { before: string[]; after: string[] } {
  const before = beforeResize.map(stepInWords)
  const after = afterResize.map(stepInWords)
  const isConverted = [...beforeResize, ...afterResize].some(({ step }) => step === 'colour')
  return { before, after: isConverted ? after : ['rgb', ...after] }
}

const names: Readonly<Record<string, string>> = { r: 'Red', g: 'Green', b: 'Blue', gray: 'Grey' }

/** A channel as people read it. */
export const channelName = (letter: string): string => names[letter] ?? letter.toUpperCase()

/** The channels that the model gets, as people read them, in its order. */
export const channelNames = (recipe: Recipe): string[] => channelsOf(recipe).map(channelName)
