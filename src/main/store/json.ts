import { z } from 'zod'
import { MethodOffer } from '../../shared/methodSettings.ts'
import type { Warning } from '../../shared/recording.ts'

/** A value kept as JSON in a text column, checked on the way out. */
export function fromJson<T>(schema: z.ZodType<T>, text: string): T {
  return schema.parse(JSON.parse(text))
}

const frameRange = z.object({ first: z.number(), last: z.number() })

export const Warnings = z.array(
  z
    .object({ code: z.string(), message: z.string(), frames: frameRange.optional() })
    .transform(({ code, message, frames }): Warning => (frames ? { code, message, frames } : { code, message }))
)

export const Choices = z.array(
  z.object({
    option: z.enum(['camera', 'topic', 'track', 'steering']),
    values: z.array(z.string()),
    chosen: z.string().nullable()
  })
)

export const Layers = z.array(z.object({ name: z.string(), kind: z.string(), shape: z.array(z.number()) }))

export const Methods = z.array(MethodOffer)
