/** `count` of a list, or all where it has fewer: the middles of as many equal parts. */
export function evenly<T>(list: readonly T[], count: number): T[] {
  const parts = Math.min(count, list.length)
  return Array.from({ length: parts }, (_, i) => list[Math.floor(((i + 0.5) / parts) * list.length)]!)
}

export async function collected<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const value of values) all.push(value)
  return all
}
