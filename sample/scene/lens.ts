import {
  Color,
  DepthTexture,
  GLSL3,
  HalfFloatType,
  LinearFilter,
  Mesh,
  OrthographicCamera,
  PlaneGeometry,
  RawShaderMaterial,
  Scene,
  type Texture,
  UnsignedIntType,
  Vector2,
  Vector4,
  type WebGLRenderer,
  WebGLRenderTarget,
  type Matrix4
} from 'three'
import type { Weather } from '../world/weather.ts'
import { fragmentShader, vertexShader } from './lensShader.ts'
import type { Sheet, View } from './view.ts'

/** Everything between the light and the 8-bit picture: motion blur, drops, exposure, tone curve, vignette, noise, bonnet, caption. */
export interface Lens {
  /** The target to draw the scene into, in linear light. */
  target: WebGLRenderTarget
  /** RGB bytes of the finished picture, rows from the top. `back` maps where a pixel is to where it was. */
  expose(renderer: WebGLRenderer, view: View, weather: Weather, back: Matrix4): Uint8Array<ArrayBuffer>
  dispose(): void
}

export interface Overlays {
  bonnet: Texture
  drops: Texture
  caption: (text: string) => Texture
}

export function createLens(sheet: Sheet, overlays: Overlays): Lens {
  const [width, height] = [sheet.width * sheet.fine, sheet.height * sheet.fine]
  const depthTexture = new DepthTexture(width, height, UnsignedIntType)
  const target = new WebGLRenderTarget(width, height, {
    type: HalfFloatType,
    samples: sheet.fine > 1 ? 0 : 4,
    depthTexture
  })
  const finished = new WebGLRenderTarget(width, height, { depthBuffer: false, minFilter: LinearFilter })
  const uniforms = {
    light: { value: target.texture },
    depth: { value: depthTexture },
    back: { value: null as Matrix4 | null },
    window: { value: new Vector4(...sheet.window) },
    exposure: { value: 1 },
    rain: { value: 0 },
    time: { value: 0 },
    pixel: { value: new Vector2(1 / width, 1 / height) },
    bonnet: { value: overlays.bonnet },
    drops: { value: overlays.drops },
    caption: { value: null as Texture | null },
    skyLight: { value: new Color() }
  }
  const material = new RawShaderMaterial({
    glslVersion: GLSL3,
    uniforms,
    vertexShader,
    fragmentShader,
    depthTest: false
  })
  const scene = new Scene()
  const plane = new Mesh(new PlaneGeometry(2, 2), material)
  plane.frustumCulled = false
  scene.add(plane)
  const camera = new OrthographicCamera(-1, 1, 1, -1, 0, 1)
  const pixels = new Uint8Array(width * height * 4)
  return {
    target,
    expose: (renderer, view, weather, back) => {
      uniforms.back.value = back
      uniforms.exposure.value = weather.exposure * view.gain
      uniforms.rain.value = weather.rain
      uniforms.time.value = view.time
      uniforms.caption.value = overlays.caption(view.caption)
      uniforms.skyLight.value.setRGB(...weather.sky.horizon).multiplyScalar(weather.sky.strength)
      renderer.setRenderTarget(finished)
      renderer.render(scene, camera)
      renderer.readRenderTargetPixels(finished, 0, 0, width, height, pixels)
      renderer.setRenderTarget(null)
      return average(pixels, sheet)
    },
    dispose: () => {
      target.dispose()
      finished.dispose()
      depthTexture.dispose()
      material.dispose()
    }
  }
}

/** RGBA rows of a finer picture to RGB, each pixel the mean of its fine x fine block. */
function average(pixels: Uint8Array, { width, height, fine }: Sheet): Uint8Array<ArrayBuffer> {
  const rgb = new Uint8Array(width * height * 3)
  const area = fine * fine
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0
        for (let j = 0; j < fine; j++) {
          for (let i = 0; i < fine; i++) sum += pixels[((y * fine + j) * width * fine + x * fine + i) * 4 + c] ?? 0
        }
        rgb[(y * width + x) * 3 + c] = Math.round(sum / area)
      }
    }
  }
  return rgb
}
