/** One figure that must not get worse. */
export interface Bar {
  name: string
  value: number
  /** What it must reach: at least, or at most. */
  limit: { least: number } | { most: number }
}

/** False also for a value that is not a number. */
export function reached({ value, limit }: Bar): boolean {
  return 'least' in limit ? value >= limit.least : value <= limit.most
}

/** One line a bar, for a terminal. */
export function barLines(bars: readonly Bar[]): string {
  const wide = Math.max(...bars.map(({ name }) => name.length))
  return bars
    .map((bar) => {
      const { name, value, limit } = bar
      const [word, wanted] = 'least' in limit ? ['at least', limit.least] : ['at most', limit.most]
      return `${reached(bar) ? 'reached    ' : 'NOT REACHED'}  ${name.padEnd(wide)}  ${value.toFixed(4)} (${word} ${wanted})\n`
    })
    .join('')
}
