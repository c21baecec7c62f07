/** Strokes of 16 x 16 icons. */
export const strokes = {
  back: 'M10 3 5 8l5 5',
  check: 'M3 8.5 6.5 12 13 4.5',
  cross: 'M4 4l8 8M12 4l-8 8',
  download: 'M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  flag: 'M4 14V2.5h7.5L10 5.5l1.5 3H4',
  folder: 'M2 12.5v-9h4l1.5 2H14v7H2Z',
  forward: 'm6 3 5 5-5 5',
  gear: 'M8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M3.4 12.6l1.4-1.4M11.2 4.8l1.4-1.4',
  help: 'M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.8-1.1 1.8M8 12.4v.2',
  lane: 'M6 2.5 2.5 13.5M10 2.5l3.5 11M8 3v2M8 7v2M8 11v2.5',
  layers: 'M8 2 14 5.5 8 9 2 5.5 8 2ZM2 8.5 8 12l6-3.5M2 11.5 8 15l6-3.5',
  next: 'M4 3.5 10 8l-6 4.5v-9ZM12.5 3.5v9',
  note: 'M3 3h10v7l-3 3H3V3ZM5.5 6h5M5.5 8.5h3',
  pause: 'M5.5 3v10M10.5 3v10',
  pencil: 'm3 13 .6-3L11 2.6 13.4 5 6 12.4 3 13Z',
  play: 'M5 3v10l8-5-8-5Z',
  plus: 'M8 3v10M3 8h10',
  previous: 'M12 3.5 6 8l6 4.5v-9ZM3.5 3.5v9',
  sliders: 'M2.5 5h6M11.5 5h2M10 3.2v3.6M2.5 11h2M7.5 11h6M6 9.2v3.6',
  target: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 9.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9',
  undo: 'M6 3 3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6',
  redo: 'm10 3 3 3-3 3M13 6H6.5a3.5 3.5 0 0 0 0 7H10',
  warning: 'M8 2.5 14.5 13.5h-13L8 2.5ZM8 6.5v3.2M8 11.4v.2'
} as const

export type IconName = keyof typeof strokes
