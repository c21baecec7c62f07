import { z } from 'zod'

/** By how much more the steering changes when what a map marks is hidden, than when as much is hidden at random. */
export const DeletionGain = z.object({
  /** 0 is as much as at random, 1 twice as much. */
  gain: z.number(),
  /** The middle 95 %. */
  low: z.number(),
  high: z.number()
})
export type DeletionGain = z.infer<typeof DeletionGain>

/** What the deletion test says of a method on a model. */
export const MethodTrust = z.object({
  frames: z.number(),
  /** Where what is hidden is blurred. */
  blur: DeletionGain,
  /** Where it is given the content of another frame. */
  content: DeletionGain
})
export type MethodTrust = z.infer<typeof MethodTrust>

/** Whether a method beats chance on a model with both ways of hiding, with one of them, or with none. */
export type Standing = 'beats-chance' | 'depends' | 'does-not'

export function standingOf({ blur, content }: Pick<MethodTrust, 'blur' | 'content'>): Standing {
  const beats = [blur, content].filter(({ low }) => low > 0).length
  return beats === 2 ? 'beats-chance' : beats === 1 ? 'depends' : 'does-not'
}

const words: Record<Standing, string> = {
  'beats-chance': 'beats chance on this model',
  depends: 'depends on the infill on this model',
  'does-not': 'does not beat chance on this model'
}

/** 'beats chance on this model'. */
export function standingInWords(trust: MethodTrust): string {
  return words[standingOf(trust)]
}

/** The same with its numbers, as a sentence. @param label of the method */
export function trustInWords(label: string, trust: MethodTrust): string {
  const { blur, content, frames } = trust
  return (
    `${label} ${standingInWords(trust)}: hiding what its maps mark changes the steering ${timesAsMuch(blur)} as much as hiding ` +
    `at random where it is blurred, ${timesAsMuch(content)} where another frame’s content takes its place (deletion test, ${frames} frames).`
  )
}

function timesAsMuch({ gain, low, high }: DeletionGain): string {
  return `${(1 + gain).toFixed(1)} times (${(1 + low).toFixed(1)} to ${(1 + high).toFixed(1)})`
}
