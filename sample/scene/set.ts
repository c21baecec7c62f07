import {
  AmbientLight,
  Color,
  DirectionalLight,
  FogExp2,
  Group,
  HemisphereLight,
  type Material,
  Mesh,
  Scene,
  SpotLight,
  Vector3
} from 'three'
import { cameraAxes } from '../drive/camera.ts'
import { createRandom } from '../world/random.ts'
import type { World } from '../world/world.ts'
import { createCar } from './cars.ts'
import { crossingMesh, crossingPaintMesh } from './crossings.ts'
import { landMesh, markingsMesh, roadMesh } from './ground.ts'
import { createMaterials, type Textures } from './materials.ts'
import type { MeshBuilder } from './mesh.ts'
import { plantMeshes } from './plants.ts'
import { propMesh } from './props.ts'
import { createSky } from './sky.ts'
import type { View } from './view.ts'

const chunkLength = 60
const ahead = 480
const behind = 30
/** Metres of road after which the shadows are drawn anew, and how far around they reach. */
const shadowStep = 8
const shadowReach = 56

/** A world as three.js draws it, loaded piece by piece as the car gets there. */
export interface StageSet {
  world: World
  scene: Scene
  /** Loads what is near the view; true where the shadows must be drawn anew. */
  prepare(view: View): boolean
  dispose(): void
}

/** Sets up sky, light and materials of a world; nothing of the road is loaded yet. */
export function raiseSet(world: World, textures: Textures): StageSet {
  const { weather, spec } = world
  const random = createRandom(`${spec.seed}/scene`)
  const scene = new Scene()
  const haze = new Color(...weather.sky.horizon).multiplyScalar(weather.sky.strength)
  scene.fog = new FogExp2(haze, 1 / weather.visibility)
  const sky = createSky(weather, textures.clouds)
  const sun = createSun(world)
  const cloudy = new Color(...weather.sky.zenith).lerp(new Color(...weather.sky.horizon), 0.45)
  const dome = new HemisphereLight(cloudy, new Color(0.28, 0.26, 0.2), 1.7 * weather.sky.strength)
  const lamps = createHeadlights(weather.headlights)
  scene.add(sky, sun, sun.target, dome, new AmbientLight(cloudy, 0.3 * weather.sky.strength), ...lamps)
  const materials = createMaterials(world, textures)
  const chunks = new Map<number, Group>()
  const cars = new Group()
  scene.add(cars)
  let shadowsAt = NaN

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
    const junctions = world.junctions.filter(({ s }) => s >= from && s < to)
    add(crossingMesh(world, junctions), materials.asphalt, false, true)
    add(crossingPaintMesh(world, junctions), materials.paint, false, true)
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
      for (const lamp of lamps) placeHeadlights(lamp, view)
      if (!weather.shadows) return false
      // In steps along the road, so that a picture does not depend on the ones before it.
      const place = Math.floor(view.s / shadowStep) * shadowStep
      if (place === shadowsAt && !changed) return false
      shadowsAt = place
      const focus = new Vector3(...world.road.point(place + shadowReach * 0.75, 0))
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

/** Dipped headlights of the own car as one light; none by day. */
function createHeadlights(strength: number): SpotLight[] {
  if (strength === 0) return []
  // Real ones follow the inverse square, and real cameras bend their curves to it: a slower fall does both.
  const lamp = new SpotLight(new Color(1, 0.95, 0.85), strength, 0, 0.62, 0.9, 1.15)
  return [lamp]
}

/** Half a metre below the camera and ahead of it, aimed at the road 30 m ahead. */
function placeHeadlights(lamp: SpotLight, { pose }: View): void {
  const { forward: f, right: r } = cameraAxes({ ...pose, pitch: pose.pitch + 0.03 })
  const at = new Vector3(pose.x, pose.y, pose.z - 0.55).addScaledVector(new Vector3(...f), 1.5)
  lamp.position.copy(at)
  lamp.target.position
    .copy(at)
    .addScaledVector(new Vector3(...f), 30)
    .addScaledVector(new Vector3(...r), 1)
  lamp.target.updateMatrixWorld()
}

function createSun({ weather }: World): DirectionalLight {
  const sun = new DirectionalLight(new Color(...weather.sun.colour), weather.sun.strength)
  sun.castShadow = weather.shadows
  sun.shadow.mapSize.set(1024, 1024)
  sun.shadow.bias = -0.0006
  sun.shadow.normalBias = 0.06
  sun.shadow.radius = 1.5
  Object.assign(sun.shadow.camera, {
    left: -shadowReach,
    right: shadowReach,
    top: shadowReach,
    bottom: -shadowReach,
    near: 1,
    far: 400
  })
  sun.shadow.camera.up.set(0, 0, 1)
  return sun
}

function placeSun(sun: DirectionalLight, { weather }: World, focus: Vector3): void {
  const { azimuth, elevation } = weather.sun
  const level = Math.cos(elevation)
  sun.target.position.copy(focus)
  sun.position
    .set(Math.cos(azimuth) * level, Math.sin(azimuth) * level, Math.sin(elevation))
    .multiplyScalar(160)
    .add(focus)
  sun.target.updateMatrixWorld()
}

function disposeAll(root: { traverse(visit: (object: object) => void): void }): void {
  root.traverse((object) => {
    if (object instanceof Mesh) (object as Mesh).geometry.dispose()
  })
}
