import type { Drive } from '../../shared/api.ts'

/** Which of several cameras, topics or tracks a drive shows; null where there is but one. */
export function viewOf({ openWith, choices = [] }: Pick<Drive, 'openWith' | 'choices'>): string | null {
  const taken = choices.find(({ option, values }) => option !== 'steering' && values.length > 1)
  return openWith.camera ?? openWith.topic ?? openWith.track ?? taken?.chosen ?? null
}
