/**
 * The largest mean count under which `count` or fewer would still be seen with the chance `risk`: the one-sided upper bound of a
 * Poisson mean (Garwood 1936). 3.0 where none was seen, at 0.05.
 */
export function poissonUpperBound(count: number, risk = 0.05): number {
  let [low, high] = [0, 10 * (count + 3)]
  for (let i = 0; i < 60; i++) {
    const mean = (low + high) / 2
    if (atMost(count, mean) > risk) low = mean
    else high = mean
  }
  return (low + high) / 2
}

/** Chance of `count` or fewer where `mean` are expected. */
function atMost(count: number, mean: number): number {
  let term = Math.exp(-mean)
  let sum = term
  for (let i = 1; i <= count; i++) sum += term *= mean / i
  return sum
}
