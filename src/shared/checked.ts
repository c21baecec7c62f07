import type { z } from 'zod'
import { InputError } from './errors.ts'

/**
 * A value from outside as the schema says.
 * @param what it is, for the sentence where no field of it is to blame
 * @throws InputError naming the first field that is wrong
 */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what = 'The request'
): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const field = issue.path.map(String).join('.')
  throw new InputError(field === '' ? `${what} is wrong: ${issue.message}.` : `'${field}' is wrong: ${issue.message}.`)
}
