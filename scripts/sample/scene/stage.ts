import {
  AmbientLight,
  Camera,
  Color,
  DirectionalLight,
  DoubleSide,
  FogExp2,
  Group,
  HemisphereLight,
  Matrix4,
  type Material,
  Mesh,
  MeshLambertMaterial,
  PCFShadowMap,
  Scene,
  Vector3,
  WebGLRenderer
} from 'three'
import { aspect, cameraAxes, type CameraPose, focalLength } from '../drive/camera.ts'
import { createRandom } from '../world/random.ts'
import type { World } from '../world/world.ts'
import { createCar } from './cars.ts'
import { landMesh, markingsMesh, roadMesh } from './ground.ts'
import { asphaltPicture, grassPicture, paintPicture } from './groundPictures.ts'
import { createLens, type Lens } from './lens.ts'
import type { MeshBuilder } from './mesh.ts'
import { overlayPictures } from './overlayPictures.ts'
import { plantPictures } from './plantPictures.ts'
import { plantMeshes } from './plants.ts'
import { propMesh } from './props.ts'
import { propPictures } from './propPictures.ts'
import { cloudPicture, createSky } from './sky.ts'
import type { Sheet, View } from './view.ts'

/** Draws views of a world. */
export interface Stage {
  show(world: World): void
  /** RGB bytes [height, width, 3] of the sheet. */
  take(view: View, sheet: Sheet): Uint8Array<ArrayBuffer>
}

const chunkLength = 60
const ahead = 480
const behind = 30
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

interface StageSet {
  world: World
  scene: Scene
  /** Loads what is near the view; true where the shadows must be drawn anew. */
  prepare(view: View): boolean
  dispose(): void
}

type Textures = Record<'asphalt' | 'grass' | 'paint' | 'plants' | 'props' | 'clouds', import('three').Texture>

function raiseSet(world: World, textures: Textures): StageSet {
  const { weather, spec } = world
  const random = createRandom(`${spec.seed}/scene`)
  const scene = new Scene()
  const haze = new Color(...weather.sky.horizon).multiplyScalar(weather.sky.strength)
  scene.fog = new FogExp2(haze, 1 / weather.visibility)
  const sky = createSky(weather, textures.clouds)
  const sun = createSun(world)
  const cloudy = new Color(...weather.sky.zenith).lerp(new Color(...weather.sky.horizon), 0.45)
  const dome = new HemisphereLight(cloudy, new Color(0.28, 0.26, 0.2), 1.7 * weather.sky.strength)
  scene.add(sky, sun, sun.target, dome, new AmbientLight(cloudy, 0.3 * weather.sky.strength))
  const materials = createMaterials(world, textures)
  const chunks = new Map<number, Group>()
  const cars = new Group()
  scene.add(cars)
  let shadowAt = new Vector3(Infinity, 0, 0)

  const buildChunk = (index: number): Group => {
    const [from, to] = [index * chunkLength, (index + 1) * chunkLength]
    const group = new Group()
    const add = (mesh: MeshBuilder, material: Material, casts: boolean, receives: boolean): void => {
      if (mesh.empty) return
      const solid = new Mesh(mesh.geometry(), material)
      solid.castShadow = casts && weather.shadows
      solid.receiveShadow = receives
      group.add(solid)
    }
    const plants = world.scenery.plants.filter((plant) => plant.s >= from && plant.s < to)
    const { tall, low } = plantMeshes(world, plants)
    add(landMesh(world, random, from, to), materials.grass, false, true)
    add(roadMesh(world, random, from, to), materials.asphalt, false, true)
    add(markingsMesh(world, from, to), materials.paint, false, true)
    add(propMesh(world, from, to), materials.props, true, true)
    add(tall, materials.plants, true, false)
    add(low, materials.plants, false, true)
    return group
  }

  return {
    world,
    scene,
    prepare: (view) => {
      let changed = false
      const [first, last] = [Math.floor((view.s - behind) / chunkLength), Math.floor((view.s + ahead) / chunkLength)]
      for (const [index, group] of chunks) {
        if (index >= first && index <= last) continue
        scene.remove(group)
        disposeAll(group)
        chunks.delete(index)
      }
      for (let index = first; index <= last; index++) {
        if (chunks.has(index) || index * chunkLength > world.road.length + 100) continue
        const group = buildChunk(index)
        chunks.set(index, group)
        scene.add(group)
        changed = true
      }
      for (const car of [...cars.children]) disposeAll(car)
      cars.clear()
      for (const car of view.cars) cars.add(createCar(car))
      sky.position.set(view.pose.x, view.pose.y, view.pose.z)
      if (!weather.shadows) return false
      const here = new Vector3(view.pose.x, view.pose.y, view.pose.z)
      const focus = here.clone().add(new Vector3(Math.cos(view.pose.yaw), Math.sin(view.pose.yaw), 0).multiplyScalar(38))
      if (focus.distanceTo(shadowAt) < 5 && !changed) return false
      shadowAt = focus
      placeSun(sun, world, focus)
      return true
    },
    dispose: () => {
      disposeAll(scene)
      for (const material of Object.values(materials)) material.dispose()
      sun.dispose()
    }
  }
}

function createSun({ weather }: World): DirectionalLight {
  const sun = new DirectionalLight(new Color(...weather.sun.colour), weather.sun.strength)
  sun.castShadow = weather.shadows
  sun.shadow.mapSize.set(2048, 2048)
  sun.shadow.bias = -0.0006
  sun.shadow.normalBias = 0.06
  sun.shadow.radius = 2.5
  Object.assign(sun.shadow.camera, { left: -52, right: 52, top: 52, bottom: -52, near: 1, far: 400 })
  sun.shadow.camera.up.set(0, 0, 1)
  return sun
}

function placeSun(sun: DirectionalLight, { weather }: World, focus: Vector3): void {
  const { azimuth, elevation } = weather.sun
  const level = Math.cos(elevation)
  sun.target.position.copy(focus)
  sun.position.set(Math.cos(azimuth) * level, Math.sin(azimuth) * level, Math.sin(elevation)).multiplyScalar(160).add(focus)
  sun.target.updateMatrixWorld()
}

function createMaterials({ weather }: World, textures: Textures): Record<'asphalt' | 'grass' | 'paint' | 'plants' | 'props', Material> {
  const asphalt = new MeshLambertMaterial({ map: textures.asphalt, vertexColors: true })
  const paint = new MeshLambertMaterial({ map: textures.paint, vertexColors: true, transparent: true, depthWrite: false })
  Object.assign(paint, { polygonOffset: true, polygonOffsetFactor: -2, polygonOffsetUnits: -2 })
  for (const material of [asphalt, paint]) wetten(material, weather.wet, new Color(...weather.sky.horizon).multiplyScalar(weather.sky.strength))
  const plants = new MeshLambertMaterial({ map: textures.plants, vertexColors: true, alphaTest: 0.35, side: DoubleSide })
  // Leaves are lit from both sides: the normal of a sheet's back is not turned round.
  plants.onBeforeCompile = (shader) => {
    const unturned = 'vec3 normal = normalize(vNormal);\nvec3 nonPerturbedNormal = normal;'
    shader.fragmentShader = shader.fragmentShader.replace('#include <normal_fragment_begin>', unturned)
  }
  return {
    asphalt,
    paint,
    plants,
    grass: new MeshLambertMaterial({ map: textures.grass, vertexColors: true }),
    props: new MeshLambertMaterial({ map: textures.props, vertexColors: true, side: DoubleSide })
  }
}

/** Water makes asphalt darker, and at a flat angle it mirrors the sky (Schlick's approximation). */
function wetten(material: MeshLambertMaterial, wet: number, sky: Color): void {
  material.onBeforeCompile = (shader) => {
    Object.assign(shader.uniforms, { wet: { value: wet }, mirrored: { value: sky } })
    shader.fragmentShader = shader.fragmentShader
      .replace('#include <common>', '#include <common>\nuniform float wet;\nuniform vec3 mirrored;')
      .replace(
        '#include <opaque_fragment>',
        `float flat_ = 1.0 - abs(dot(normalize(vViewPosition), normal));
        outgoingLight = outgoingLight * (1.0 - 0.4 * wet) + mirrored * (0.04 + 0.5 * pow(flat_, 5.0)) * wet;
        #include <opaque_fragment>`
      )
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

function disposeAll(root: { traverse(visit: (object: object) => void): void }): void {
  root.traverse((object) => {
    if (object instanceof Mesh) object.geometry.dispose()
  })
}
