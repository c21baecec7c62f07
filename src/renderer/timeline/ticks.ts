import type { Span } from './geometry.ts'

const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600]

/** Round moments for the ruler, in seconds, at most one per `spacing` pixels. */
export function ticks({ first, last }: Span, width: number, spacing = 90): number[] {
  const wanted = ((last - first) * spacing) / Math.max(1, width)
  const step = steps.find((s) => s >= wanted) ?? Math.ceil(wanted / 3600) * 3600
  const found: number[] = []
  for (let n = Math.ceil(first / step - 1e-9); n * step <= last + 1e-9; n++) found.push(Number((n * step).toFixed(3)))
  return found
}
