import { z } from 'zod'

/** An object of these fields alone. Where it has another, the sentence names those that there are: a misspelt one is not missed. */
export function knownFields<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ')
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `there is no '${issue.keys.join("', '")}', but ${known}` : undefined
  })
}

/** For a union that is told by the field `name`: what it is where it is none of these. */
export function oneOf(name: string, choices: readonly string[]) {
  return {
    error: (issue: { code: string }): string | undefined =>
      issue.code === 'invalid_union' ? `'${name}' is one of ${choices.join(', ')}` : undefined
  }
}
