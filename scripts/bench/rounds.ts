/** Milliseconds. */
const BRIEF = 2000

/** Something to measure: it works on `frames` frames each time it is run. */
export interface Case {
  group: string
  name: string
  frames: number
  run(): Promise<void>
}

/** What was measured. Rates are frames a second; `ratio` is to the group's first case. */
export interface Measured {
  group: string
  name: string
  rate: number
  ratio: number
  rates: number[]
}

/**
 * Runs all cases of each group in turn, round after round, so that a machine that gets slower for a while slows them
 * all. The ratio is the median of the ratios within the rounds, the rate the median of the rates. The first
 * round warms up and is not counted; a brief case is run once more before it is timed, for it would pay for the spinning
 * threads and cold caches that the case before it leaves behind.
 */
export async function measure(
  cases: readonly Case[],
  rounds: number,
  say: (line: string) => void
): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const group of new Set(cases.map((one) => one.group))) {
    const members = cases.filter((one) => one.group === group)
    const rates = members.map((): number[] => [])
    const isBrief = members.map(() => true)
    for (let round = 0; round <= rounds; round++) {
      say(`${group}: ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`)
      for (const [i, { frames, run }] of members.entries()) {
        if (round > 0 && isBrief[i]!) await run()
        const started = performance.now()
        await run()
        const took = performance.now() - started
        if (round > 0) rates[i]!.push((frames * 1000) / took)
        isBrief[i] = took < BRIEF
      }
    }
    members.forEach(({ name }, i) => {
      const own = rates[i]!
      const ratio = median(own.map((rate, round) => rate / rates[0]![round]!))
      measured.push({ group, name, rate: median(own), ratio, rates: own })
    })
  }
  return measured
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
