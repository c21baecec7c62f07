/** What a name says about the age of a frame: how many frames ago it was. */
const ages: readonly [pattern: RegExp, age: (found: RegExpExecArray) => number][] = [
  [/(?:^|[^a-z])t[-_ ]*(?:minus|-)[-_ ]*(\d+)$/i, ([, ago]) => Number(ago)],
  [/(?:frames?|t)_?(\d+)$/i, ([, number]) => -Number(number)],
  [/prev|before|last|old/i, () => 1],
  [/cur|now|new|(?:^|[^a-z])t$/i, () => 0]
]

/**
 * The names of inputs that take a frame each, the oldest first, where they say so: 'previous' and 'current', 't-2', 't-1'
 * and 't', 'frame_1', 'frame_2' and so on. null where they do not ('left' and 'right', 'image_1' and 'image_2').
 */
export function newestLast(names: readonly string[]): string[] | null {
  const known = names.map((name) => ({ name, age: ageOf(name) }))
  if (known.some(({ age }) => age === null)) return null
  if (new Set(known.map(({ age }) => age)).size < names.length) return null
  return known.sort((a, b) => b.age! - a.age!).map(({ name }) => name)
}

/** Inputs with the oldest first, where their names say which it is; else as they are. */
export function inFrameOrder<Input extends { name: string }>(inputs: readonly Input[]): Input[] {
  const order = newestLast(inputs.map(({ name }) => name))
  return order ? order.map((name) => inputs.find((one) => one.name === name)!) : [...inputs]
}

function ageOf(name: string): number | null {
  for (const [pattern, age] of ages) {
    const found = pattern.exec(name)
    if (found) return age(found)
  }
  return null
}
