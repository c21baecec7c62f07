import { average, biased, dropout, flatten, type Layer, maxPool, relu } from './layers.ts'
import { numbered } from './numbered.ts'

/** Squeezed to so many channels, then twice as many as `channels` by 1x1 and by 3x3 (Iandola 2016, arXiv 1602.07360). */
const fire =
  (squeezed: number, channels: number) =>
  (at: string): Layer[] => [
    biased(`${at}.squeeze`, squeezed, 1),
    relu(`${at}.squeeze_activation`),
    {
      kind: 'join',
      at: `${at}.join`,
      of: [
        [biased(`${at}.expand1x1`, channels, 1), relu(`${at}.expand1x1_activation`)],
        [biased(`${at}.expand3x3`, channels, 3, { padding: 1 }), relu(`${at}.expand3x3_activation`)]
      ]
    }
  ]

const pool = (at: string): Layer => maxPool(at, 3, 2, { ceil: true })

/** torchvision's SqueezeNets. Their head is a convolution; what a person replaces is that, with the ReLU behind it. */
export function squeezeNet(version: '1.0' | '1.1'): Layer[] {
  const features =
    version === '1.0'
      ? [
          (at: string) => biased(at, 96, 7, { stride: 2 }),
          relu,
          pool,
          fire(16, 64),
          fire(16, 64),
          fire(32, 128),
          pool,
          fire(32, 128),
          fire(48, 192),
          fire(48, 192),
          fire(64, 256),
          pool,
          fire(64, 256)
        ]
      : [
          (at: string) => biased(at, 64, 3, { stride: 2 }),
          relu,
          pool,
          fire(16, 64),
          fire(16, 64),
          pool,
          fire(32, 128),
          fire(32, 128),
          pool,
          fire(48, 192),
          fire(48, 192),
          fire(64, 256),
          fire(64, 256)
        ]
  return [
    ...numbered('features', features),
    ...numbered('classifier', [dropout, (at) => biased(at, null, 1), relu, (at) => average(at, 1)]),
    flatten('flatten')
  ]
}
