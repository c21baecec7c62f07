import type { Bar } from '../bars.ts'
import { table } from '../report.ts'
import type { TorchDifference, TorchResult } from './evaluateTorch.ts'

export function torchTable(result: TorchResult): string {
  if ('skipped' in result) return `PyTorch: skipped, ${result.skipped}\n`
  const brief = (value: number): string => value.toExponential(1)
  const rows = result.differences.map((one) => [
    one.network,
    one.form,
    one.engine,
    `${brief(one.given)} (${brief(one.ownGiven)})`,
    `${brief(one.gradient)} (${one.clearSize}, of ${one.drawn})`,
    `${brief(one.usualGradient)} (${brief(one.own)})`
  ])
  return table(
    ['network', 'weights', 'engine', 'numbers (PyTorch)', 'gradient, clear of kinks', 'gradient, median (PyTorch)'],
    rows
  )
}

/**
 * How much may differ: numbers as a part of their range, gradients relative in L2. Where PyTorch's own numbers in 32 bits are
 * as far from those in 64, so many times as much as these.
 */
const limits = { numbers: 1e-5, ofOwn: 2, ofSixteenBits: 1e-3, gradient: 1e-4 }

export function torchBars(result: TorchResult): Bar[] {
  if ('skipped' in result) return []
  const isShort = ({ form }: TorchDifference): boolean => form.includes('16 bits')
  const isRounded = ({ ownGiven }: TorchDifference): boolean => ownGiven > limits.numbers / limits.ofOwn
  const { differences } = result
  const most = (of: (one: TorchDifference) => number, among = differences): number => Math.max(0, ...among.map(of))
  const long = differences.filter((one) => !isShort(one))
  return [
    {
      name: "PyTorch's weights: numbers",
      value: most(
        ({ given }) => given,
        long.filter((one) => !isRounded(one))
      ),
      limit: { most: limits.numbers }
    },
    {
      name: "PyTorch's weights: numbers, of its own rounding where that is as large",
      value: most(({ given, ownGiven }) => given / ownGiven, long.filter(isRounded)),
      limit: { most: limits.ofOwn }
    },
    {
      name: "PyTorch's weights of 16 bits: numbers",
      value: most(({ given }) => given, differences.filter(isShort)),
      limit: { most: limits.ofSixteenBits }
    },
    {
      name: "PyTorch's weights: gradient, clear of kinks",
      value: most(({ gradient }) => gradient),
      limit: { most: limits.gradient }
    }
  ]
}
