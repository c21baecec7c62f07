/**
 * Warnings that something about a model was guessed, by their codes. They say nothing any more once a person has set the
 * recipe and the steering head.
 */
export const guessCodes: readonly string[] = ['recipe-uncertain', 'head-uncertain', 'reading-guessed']
