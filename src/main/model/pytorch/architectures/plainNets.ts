import { average, biased, flatten, head, type Layer, maxPool, normalisation, relu } from './layers.ts'
import { numbered } from './numbered.ts'

/** torchvision's AlexNet (Krizhevsky 2014, arXiv 1404.5997). */
export function alexNet(): Layer[] {
  const pool = (at: string): Layer => maxPool(at, 3, 2)
  const wide = (channels: number) => (at: string) => biased(at, channels, 3, { padding: 1 })
  return [
    ...numbered('features', [
      (at) => biased(at, 64, 11, { stride: 4, padding: 2 }),
      relu,
      pool,
      (at) => biased(at, 192, 5, { padding: 2 }),
      relu,
      pool,
      wide(384),
      relu,
      wide(256),
      relu,
      wide(256),
      relu,
      pool
    ]),
    average('avgpool', 6),
    flatten('flatten'),
    head('classifier', 256 * 6 * 6)
  ]
}

/** torchvision's VGGs (Simonyan and Zisserman 2014, arXiv 1409.1556): so many convolutions before each of five pools. */
export function vgg(counts: readonly number[], isNormalised: boolean): Layer[] {
  const layers = counts.flatMap((count, stage) => {
    const channels = Math.min(512, 64 * 2 ** stage)
    const one = [
      (at: string) => biased(at, channels, 3, { padding: 1 }),
      ...(isNormalised ? [normalisation] : []),
      relu
    ]
    return [...Array.from({ length: count }, () => one).flat(), (at: string) => maxPool(at, 2, 2)]
  })
  return [...numbered('features', layers), average('avgpool', 7), flatten('flatten'), head('classifier', 512 * 7 * 7)]
}
