import { z } from 'zod'
import { MethodTrust } from './methodTrust.ts'

/** A choice that a person can make for a saliency method; each has a default. */
export const MethodParameter = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('number'),
    id: z.string(),
    label: z.string(),
    default: z.number(),
    min: z.number(),
    max: z.number(),
    isWhole: z.boolean()
  }),
  z.object({
    kind: z.literal('choice'),
    id: z.string(),
    label: z.string(),
    default: z.string(),
    choices: z.array(z.string())
  })
])
export type MethodParameter = z.infer<typeof MethodParameter>

/** Values of parameters by their ids; those that are not there have their defaults. */
export const MethodSettings = z.record(z.string(), z.union([z.number(), z.string()]))
export type MethodSettings = Readonly<z.infer<typeof MethodSettings>>

/** What a method asks the model for: what its layers pass on, gradients, or answers to changed pictures. */
export const MethodFamily = z.enum(['activation', 'gradient', 'perturbation'])
export type MethodFamily = z.infer<typeof MethodFamily>

/** The method of whoever does not choose one: it told an honest model from a cheating one on every drive tried. */
export const defaultMethod = 'gradient'

/**
 * Whether the maps of a method raise events by themselves, or are for looking alone: under those of some, a model that keeps
 * to its lane is flagged as often as one that does not.
 */
export const MethodUse = z.enum(['events', 'looking'])
export type MethodUse = z.infer<typeof MethodUse>

/** What a person can know of a method before it is started on a model. */
export const MethodOffer = z.object({
  id: z.string(),
  label: z.string(),
  family: MethodFamily.default('gradient'),
  signed: z.boolean(),
  /** What it is good for, in about five words. */
  goodFor: z.string().default(''),
  use: MethodUse.default('events'),
  /** Why the method cannot be used on this model; null where it can. */
  refused: z.string().nullable(),
  /** What to know before its maps are believed; null where nothing speaks against them. */
  caution: z.string().nullable().default(null),
  /** What the deletion test says of it on this model; null where it was not made. */
  trust: MethodTrust.nullable().default(null),
  /** Work for one frame in runs of the model, with the parameters' defaults. */
  cost: z.number().default(1),
  parameters: z.array(MethodParameter).default([])
})
export type MethodOffer = z.infer<typeof MethodOffer>
