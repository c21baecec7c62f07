import { z } from 'zod'

/** The most characters of a tag, and of a reviewer's name. */
const NAME_LENGTH = 40

/** A word that a person gives to events. */
export const TagName = z
  .string()
  .trim()
  .min(1)
  .max(NAME_LENGTH)
  .refine((name) => name.isWellFormed() && !/[\n,]/.test(name), 'must be one line without a comma')
export type TagName = z.infer<typeof TagName>

/** A person's tag, and the digit that gives it; null for none. */
export const Tag = z.object({
  name: TagName,
  key: z
    .string()
    .regex(/^[1-9]$/)
    .nullable()
})
export type Tag = z.infer<typeof Tag>

const areUnlike = (values: readonly unknown[]): boolean => new Set(values).size === values.length

/** All tags, in the person's order. */
export const ChangeTags = z.object({
  tags: z
    .array(Tag)
    .max(100)
    .refine((tags) => areUnlike(tags.map(({ name }) => name)), 'has a name twice')
    .refine((tags) => areUnlike(tags.map(({ key }) => key).filter((key) => key !== null)), 'has a key twice')
})

/** Who reviews here; '' where they have no name. */
export const Reviewer = z.object({ name: z.string().trim().max(NAME_LENGTH) })
export type Reviewer = z.infer<typeof Reviewer>

/** What would be undone and redone next of what this reviewer did to a drive, in words; null for nothing. */
export interface Steps {
  undo: string | null
  redo: string | null
}

/** What was undone or redone, and what would be next. */
export interface StepTaken extends Steps {
  /** In words. */
  what: string
  /** Events of `run` that are otherwise now, by their ids; empty where the step was about something else. */
  events: string[]
  run: string | null
  /** The lanes of the drive are others, and its runs were scored anew. */
  lanes: boolean
}
