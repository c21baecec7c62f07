import { Camera, Matrix4, PCFShadowMap, WebGLRenderer } from 'three'
import { aspect, cameraAxes, type CameraPose, focalLength } from '../drive/camera.ts'
import { createRandom } from '../world/random.ts'
import type { World } from '../world/world.ts'
import { asphaltPicture, grassPicture, paintPicture } from './groundPictures.ts'
import { createLens, type Lens } from './lens.ts'
import { overlayPictures } from './overlayPictures.ts'
import { plantPictures } from './plantPictures.ts'
import { propPictures } from './propPictures.ts'
import { raiseSet, type StageSet } from './set.ts'
import { cloudPicture } from './sky.ts'
import type { Sheet, View } from './view.ts'

/** Draws views of a world. */
export interface Stage {
  show(world: World): void
  /** RGB bytes [height, width, 3] of the sheet. */
  take(view: View, sheet: Sheet): Uint8Array<ArrayBuffer>
}

const near = 0.3
const far = 1200

export function createStage(): Stage {
  const canvas = document.createElement('canvas')
  const renderer = new WebGLRenderer({ canvas, antialias: false, powerPreference: 'high-performance' })
  renderer.shadowMap.enabled = true
  renderer.shadowMap.type = PCFShadowMap
  renderer.shadowMap.autoUpdate = false
  const random = createRandom('pictures')
  const textures = {
    asphalt: asphaltPicture(random.fork('asphalt')),
    grass: grassPicture(random.fork('grass')),
    paint: paintPicture(random.fork('paint')),
    plants: plantPictures(random.fork('plants')),
    props: propPictures(random.fork('props')),
    clouds: cloudPicture(random.fork('clouds'))
  }
  const overlays = overlayPictures(random.fork('overlays'))
  const lenses = new Map<string, Lens>()
  const camera = new Camera()
  camera.matrixAutoUpdate = false
  let set: StageSet | null = null

  return {
    show: (world) => {
      set?.dispose()
      set = raiseSet(world, textures)
    },
    take: (view, sheet) => {
      if (!set) throw new Error('show a world before taking pictures')
      const key = JSON.stringify(sheet)
      const lens = lenses.get(key) ?? createLens(sheet, overlays)
      lenses.set(key, lens)
      const projection = windowProjection(sheet.window)
      const before = projection.clone().multiply(poseMatrix(view.before).invert())
      aim(camera, poseMatrix(view.pose), projection)
      const now = projection.clone().multiply(camera.matrixWorldInverse)
      if (set.prepare(view)) renderer.shadowMap.needsUpdate = true
      renderer.setRenderTarget(lens.target)
      renderer.render(set.scene, camera)
      return lens.expose(renderer, view, set.world.weather, before.multiply(now.invert()))
    }
  }
}

function windowProjection([left, top, right, bottom]: Sheet['window']): Matrix4 {
  const x = (value: number): number => ((value - 0.5) / focalLength) * near
  const y = (value: number): number => ((0.5 - value) / (aspect * focalLength)) * near
  return new Matrix4().makePerspective(x(left), x(right), y(top), y(bottom), near, far)
}

/** From camera axes (right, up, back) to the world. */
function poseMatrix(pose: CameraPose): Matrix4 {
  const { forward: f, right: r, up: u } = cameraAxes(pose)
  return new Matrix4().set(r[0], u[0], -f[0], pose.x, r[1], u[1], -f[1], pose.y, r[2], u[2], -f[2], pose.z, 0, 0, 0, 1)
}

function aim(camera: Camera, pose: Matrix4, projection: Matrix4): void {
  camera.matrix.copy(pose)
  camera.matrixWorld.copy(pose)
  camera.matrixWorldInverse.copy(pose).invert()
  camera.projectionMatrix.copy(projection)
  camera.projectionMatrixInverse.copy(projection).invert()
}
