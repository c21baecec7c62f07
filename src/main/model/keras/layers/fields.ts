import { z } from 'zod'

/** Pieces of layer configurations that several layers share. Keras writes defaults out, old versions do not. */

const size = z.number().int().positive()

/** Two numbers [y, x]; a single number stands for both. */
export const pair = z.union([size.transform((n) => [n, n] as const), z.tuple([size, size])])

/** One axis or several, as Keras counts them: the batch is 0, and negative ones count from the end. */
export const axes = z
  .union([
    z
      .number()
      .int()
      .transform((one) => [one]),
    z.array(z.number().int()).min(1)
  ])
  .default([-1])

export const padding = z.enum(['valid', 'same']).default('valid')

export const dataFormat = z.enum(['channels_first', 'channels_last']).optional()

/** Pixels on each side: n, [y, x] or [[top, bottom], [left, right]]. Result [top, right, bottom, left]. */
export const sides = z
  .union([
    z
      .number()
      .int()
      .min(0)
      .transform(
        (n) =>
          [
            [n, n],
            [n, n]
          ] as const
      ),
    z.tuple([z.number().int().min(0), z.number().int().min(0)]).transform(
      ([y, x]) =>
        [
          [y, y],
          [x, x]
        ] as const
    ),
    z.tuple([
      z.tuple([z.number().int().min(0), z.number().int().min(0)]),
      z.tuple([z.number().int().min(0), z.number().int().min(0)])
    ])
  ])
  .transform(([[top, bottom], [left, right]]) => [top, right, bottom, left] as const)

/** An activation by name, or as Keras serialises a function or an activation layer. */
export const activation = z
  .union([
    z.string(),
    z.looseObject({ class_name: z.string(), config: z.union([z.string(), z.record(z.string(), z.unknown())]) })
  ])
  .nullish()
