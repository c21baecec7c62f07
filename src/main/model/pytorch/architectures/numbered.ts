import type { Layer } from './layers.ts'

/** Layers one behind the other, as nn.Sequential numbers them below its own path. */
export function numbered(path: string, layers: readonly ((at: string) => Layer | readonly Layer[])[]): Layer[] {
  return layers.flatMap((layer, i) => layer(`${path}.${i}`))
}
