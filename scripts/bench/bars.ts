import { driveGroup, lanesAlone, picturesAlone, wholeJob } from './drive.ts'
import type { Measured } from './rounds.ts'

interface Bar {
  name: string
  /** What is measured and what it is compared with, each by its group's beginning and its name. */
  of: readonly [group: string, name: string]
  to: readonly [group: string, name: string]
  least: number
}

const dave2 = 'DAVE-2 66x200'
const plain = [dave2, 'ort: forward pass'] as const
const peers = 'Python'
const job = [driveGroup, wholeJob] as const

function toPeer(least: number): (peer: string) => Bar {
  return (peer) => ({ name: `Gradient to ${peer}`, of: [peers, 'ort: Gradient'], to: [peers, peer], least })
}

const bars: readonly Bar[] = [
  { name: 'VisualBackProp to the plain forward pass', of: [dave2, 'ort: VisualBackProp'], to: plain, least: 0.7 },
  { name: 'Gradient to the plain forward pass', of: [dave2, 'ort: Gradient'], to: plain, least: 0.4 },
  { name: 'Grad-CAM to the plain forward pass', of: [dave2, 'ort: Grad-CAM'], to: plain, least: 0.6 },
  {
    name: 'Gradient on wasm to tf.grad on wasm',
    of: ['Gradient of DAVE-2 on tf-wasm', 'Gradient'],
    to: ['Gradient of DAVE-2 on tf-wasm', 'tf.grad'],
    least: 2.5
  },
  {
    name: 'Whole job to the ffmpeg pass (1.3 times its time)',
    of: job,
    to: [driveGroup, picturesAlone],
    least: 1 / 1.3
  },
  { name: 'Lane detector to the job (a quarter of its time)', of: [driveGroup, lanesAlone], to: job, least: 4 },
  ...['TensorFlow tf.function, batched', 'PyTorch, batched'].map(toPeer(1.2)),
  ...['TensorFlow eager, one at a time', 'PyTorch, one at a time'].map(toPeer(15))
]

/** A line for each bar whose two measurements were made, with the median of the ratios within the rounds. */
export function barLines(measured: readonly Measured[]): string[] {
  const find = ([group, name]: readonly [string, string]) =>
    measured.find((one) => one.group.startsWith(group) && one.name === name)
  return bars.flatMap(({ name, of, to, least }) => {
    const [mine, other] = [find(of), find(to)]
    if (!mine || !other) return []
    const ratios = mine.rates.map((rate, round) => rate / other.rates[round]!).toSorted((a, b) => a - b)
    const ratio = ratios[ratios.length >> 1]!
    const verdict = ratio >= least ? 'reached' : 'missed'
    return [`  ${name}`.padEnd(52) + ratio.toFixed(2).padStart(10) + `  at least ${least.toFixed(2)}: ${verdict}`]
  })
}
