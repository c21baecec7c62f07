import type { Model } from '../../shared/api.ts'

/** What is to be known before a recipe or a head is blamed: that the network itself is a guess. null where it is none. */
export function networkGuess({ warnings }: Pick<Model, 'warnings'>): string | null {
  if (!warnings.some(({ code }) => code === 'guessed-layers')) return null
  return 'The network itself is a guess, too: where the curve does not fit, choose another activation under ‘What stands between its layers’.'
}
