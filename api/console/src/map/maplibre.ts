// The only module that imports MapLibre: its worker is a file of its own, which no bundler finds.
import { setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import './controls.css'

setWorkerUrl(workerUrl)
export * from 'maplibre-gl'
