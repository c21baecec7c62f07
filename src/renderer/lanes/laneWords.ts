import type { LabelFormat, LaneSource, LaneStretch } from '../../shared/lanes.ts'

/** Sources of lanes as people call them. */
export const sourceNames: Readonly<Record<LaneStretch['source'], string>> = {
  drawn: 'Drawn',
  imported: 'Labels',
  recorded: 'With the recording',
  model: 'Lane model',
  detected: 'Detected',
  path: 'Driven path',
  none: 'No lane'
}

/** Colours of the strip that tells which source holds where. */
export const sourceColours: Readonly<Record<LaneSource | 'none', string>> = {
  drawn: 'var(--accent)',
  imported: '#b79cff',
  recorded: '#7fb2ff',
  model: '#5fd39a',
  detected: '#6d7f96',
  path: '#e3c069',
  none: 'transparent'
}

export const formatNames: Readonly<Record<LabelFormat, string>> = {
  tusimple: 'TuSimple',
  culane: 'CULane',
  bdd100k: 'BDD100K polygons',
  'bdd100k-drivable': 'BDD100K drivable areas',
  'bdd100k-lane': 'BDD100K lane marks',
  comma10k: 'comma10k',
  mask: 'PNG masks'
}
