import type { PathCamera } from './lanes.ts'

/** Cameras to begin with; none is exact, and all are adjusted on the stage. */
export const pathCameras: readonly { name: string; camera: PathCamera }[] = [
  {
    name: 'Car, behind the windscreen',
    camera: car({ height: 1.4, fieldOfView: 65 })
  },
  {
    name: 'Car, on the roof',
    camera: car({ height: 1.75, fieldOfView: 70, ahead: 1 })
  },
  {
    name: 'Truck or bus',
    camera: car({ height: 2.4, fieldOfView: 65, ahead: 4.5, wheelbase: 5, fullLock: 40, laneWidth: 3.5 })
  },
  {
    name: 'Udacity simulator',
    // Its steering is normalised to 25 degrees; Unity's 60 degrees from top to bottom of a 320 x 160 picture.
    camera: car({ height: 1.6, fieldOfView: 98, pitch: 8, fullLock: 25, laneWidth: 6 })
  },
  {
    name: 'Small car (Donkey)',
    camera: car({
      height: 0.14,
      fieldOfView: 120,
      pitch: 18,
      ahead: 0.12,
      wheelbase: 0.165,
      fullLock: 25,
      laneWidth: 0.4
    })
  }
]

function car(wishes: Partial<PathCamera>): PathCamera {
  return {
    height: 1.4,
    ahead: 1.4,
    pitch: 0,
    yaw: 0,
    fieldOfView: 65,
    laneWidth: 3.5,
    wheelbase: 2.7,
    fullLock: 30,
    steeringRatio: 16,
    ...wishes
  }
}
