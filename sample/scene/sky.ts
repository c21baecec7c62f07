import { BackSide, Color, Mesh, ShaderMaterial, SphereGeometry, Vector3, type Texture } from 'three'
import type { Random } from '../world/random.ts'
import type { Weather } from '../world/weather.ts'
import { easel, tiling } from './pictures.ts'

/** The sky: a gradient with the sun's glow, clouds, and two ranges of hills in the haze. It moves with the camera. */
export function createSky(weather: Weather, clouds: Texture): Mesh {
  const { sun, sky } = weather
  const towards = new Vector3(
    Math.cos(sun.azimuth) * Math.cos(sun.elevation),
    Math.sin(sun.azimuth) * Math.cos(sun.elevation),
    Math.sin(sun.elevation)
  )
  const material = new ShaderMaterial({
    side: BackSide,
    depthWrite: false,
    uniforms: {
      zenith: { value: new Color(...sky.zenith).multiplyScalar(sky.strength) },
      horizon: { value: new Color(...sky.horizon).multiplyScalar(sky.strength) },
      sunColour: { value: new Color(...sun.colour).multiplyScalar(sun.strength) },
      sun: { value: towards },
      cover: { value: sky.cloud },
      haze: { value: Math.min(1, 320 / weather.visibility) },
      clouds: { value: clouds }
    },
    vertexShader: `
      varying vec3 way;
      void main() {
        way = position;
        gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
      }`,
    fragmentShader: `
      varying vec3 way;
      uniform vec3 zenith, horizon, sunColour, sun;
      uniform float cover, haze;
      uniform sampler2D clouds;
      float ridge(float a, float k) {
        return sin(a * 3.0 * k + 1.0) * 0.4 + sin(a * 7.0 * k + 4.0) * 0.3 + sin(a * 17.0 * k) * 0.14 + sin(a * 41.0 * k + 2.0) * 0.05;
      }
      void main() {
        vec3 d = normalize(way);
        float up = max(d.z, 0.0);
        vec3 colour = mix(horizon, zenith, pow(up, 0.5));
        float facing = max(dot(d, sun), 0.0);
        float open = 1.0 - cover * 0.75;
        colour += sunColour * (pow(facing, 6.0) * 0.1 + pow(facing, 60.0) * 0.3 + pow(facing, 1500.0) * 12.0) * open;
        vec2 plane = d.xy / (d.z + 0.12);
        float thick = texture2D(clouds, plane * 0.07).r * 0.7 + texture2D(clouds, plane * 0.23 + 0.37).r * 0.3;
        float cloud = smoothstep(0.78 - 0.6 * cover, 1.0 - 0.5 * cover, thick) * smoothstep(0.0, 0.16, d.z);
        vec3 lit = horizon * 1.1 + sunColour * (0.1 + 0.25 * pow(facing, 4.0)) * open;
        vec3 shade = mix(zenith, horizon, 0.6) * 0.85;
        colour = mix(colour, mix(lit, shade, smoothstep(0.35, 0.9, thick)), cloud * 0.85);
        float a = atan(d.y, d.x);
        float far = 0.055 + 0.022 * ridge(a, 1.0);
        float near = 0.026 + 0.014 * ridge(a + 2.0, 2.0);
        vec3 land = zenith * 0.25 + vec3(0.03, 0.05, 0.035) * horizon;
        colour = mix(colour, mix(land, horizon, clamp(0.6 + haze * 0.4, 0.0, 1.0)), 1.0 - smoothstep(far - 0.002, far + 0.002, d.z));
        colour = mix(colour, mix(land, horizon, clamp(0.3 + haze * 0.7, 0.0, 1.0)), 1.0 - smoothstep(near - 0.002, near + 0.002, d.z));
        colour = mix(colour, horizon, (1.0 - smoothstep(-0.02, 0.02, d.z)) * 0.7);
        gl_FragColor = vec4(colour, 1.0);
      }`
  })
  const dome = new Mesh(new SphereGeometry(900, 32, 20), material)
  dome.frustumCulled = false
  dome.renderOrder = 5
  return dome
}

/** Tiling cloud thickness in the red channel: six octaves of value noise, stretched to the whole range. */
export function cloudPicture(random: Random): Texture {
  const size = 512
  const { canvas, pen } = easel(size, size)
  const sum = new Float64Array(size * size)
  for (let octave = 0; octave < 6; octave++) {
    const cells = 4 << octave
    const lattice = Array.from({ length: cells * cells }, () => random.next())
    const at = (x: number, y: number): number => lattice[(y % cells) * cells + (x % cells)] ?? 0
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const [u, v] = [(x / size) * cells, (y / size) * cells]
        const [ix, iy] = [Math.floor(u), Math.floor(v)]
        const [fx, fy] = [smooth(u - ix), smooth(v - iy)]
        const low = at(ix, iy) * (1 - fx) + at(ix + 1, iy) * fx
        const high = at(ix, iy + 1) * (1 - fx) + at(ix + 1, iy + 1) * fx
        sum[y * size + x] = (sum[y * size + x] ?? 0) + (low * (1 - fy) + high * fy) / 2 ** (octave + 1)
      }
    }
  }
  const image = pen.createImageData(size, size)
  sum.forEach((value, i) => {
    const level = Math.min(255, Math.max(0, (value - 0.25) * 510))
    image.data.set([level, level, level, 255], i * 4)
  })
  pen.putImageData(image, 0, 0)
  const texture = tiling(canvas)
  texture.colorSpace = ''
  return texture
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t)
}
