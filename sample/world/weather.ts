import type { Random } from './random.ts'

/** Light and weather of a drive. Colours are linear RGB, angles radians. */
export interface Weather {
  kind: WeatherKind
  /** Direction towards the sun: azimuth counter-clockwise from x, elevation over the horizon. */
  sun: { azimuth: number; elevation: number; colour: Colour; strength: number }
  sky: { zenith: Colour; horizon: Colour; strength: number; cloud: number }
  /** Distance in metres at which 63 % of the light is fog. */
  visibility: number
  /** 0 dry .. 1 standing water. */
  wet: number
  /** Rain streaks and drops on the windscreen, 0..1. */
  rain: number
  /** Camera gain for this light. */
  exposure: number
  shadows: boolean
  /** Light of the own headlights; 0 by day. */
  headlights: number
}

export type Colour = [red: number, green: number, blue: number]
export type WeatherKind = 'sun' | 'overcast' | 'dusk' | 'rain' | 'night'

/** One particular day of this kind. */
export function createWeather(random: Random, kind: WeatherKind): Weather {
  const azimuth = random.range(0, 2 * Math.PI)
  switch (kind) {
    case 'sun':
      return {
        kind,
        sun: { azimuth, elevation: random.range(0.45, 0.95), colour: [1, 0.9, 0.72], strength: random.range(4.2, 5.2) },
        sky: {
          zenith: [0.16, 0.34, 0.72],
          horizon: [0.62, 0.76, 0.9],
          strength: random.range(0.95, 1.2),
          cloud: random.range(0.25, 0.6)
        },
        visibility: random.range(700, 1400),
        wet: 0,
        rain: 0,
        exposure: random.range(0.7, 0.86),
        shadows: true,
        headlights: 0
      }
    case 'overcast':
      return {
        kind,
        sun: { azimuth, elevation: 1.1, colour: [1, 0.98, 0.95], strength: 0.35 },
        sky: { zenith: [0.58, 0.62, 0.68], horizon: [0.75, 0.78, 0.8], strength: 1.75, cloud: 0.85 },
        visibility: random.range(280, 800),
        wet: random.chance(0.3) ? 0.35 : 0,
        rain: 0,
        exposure: random.range(0.62, 0.85),
        shadows: false,
        headlights: 0
      }
    case 'dusk':
      return {
        kind,
        sun: { azimuth, elevation: random.range(0.1, 0.22), colour: [1, 0.6, 0.3], strength: random.range(1.2, 1.9) },
        sky: {
          zenith: [0.14, 0.2, 0.42],
          horizon: [0.8, 0.5, 0.3],
          strength: random.range(0.5, 0.75),
          cloud: random.range(0.3, 0.7)
        },
        visibility: random.range(450, 900),
        wet: 0,
        rain: 0,
        exposure: random.range(1.25, 1.6),
        shadows: true,
        headlights: 0
      }
    case 'rain':
      return {
        kind,
        sun: { azimuth, elevation: 1.2, colour: [0.95, 0.98, 1], strength: 0.15 },
        sky: { zenith: [0.42, 0.46, 0.5], horizon: [0.58, 0.62, 0.64], strength: 1.35, cloud: 0.95 },
        visibility: random.range(130, 300),
        wet: 1,
        rain: random.range(0.5, 1),
        exposure: random.range(0.75, 0.95),
        shadows: false,
        headlights: 0
      }
    case 'night':
      return {
        kind,
        sun: { azimuth, elevation: 0.6, colour: [0.6, 0.7, 1], strength: 0.03 },
        sky: { zenith: [0.05, 0.07, 0.14], horizon: [0.1, 0.11, 0.15], strength: 0.16, cloud: random.range(0.2, 0.9) },
        visibility: random.range(300, 900),
        wet: 0,
        rain: 0,
        exposure: random.range(1.5, 2),
        shadows: false,
        headlights: random.range(110, 170)
      }
  }
}
