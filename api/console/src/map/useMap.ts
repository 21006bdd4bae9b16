import { useDebounceFn, useStorage } from '@vueuse/core'
import type { VectorTileSource } from 'maplibre-gl'
import { onBeforeUnmount, onMounted, onUnmounted, type Ref, shallowRef, watch } from 'vue'
import { i18n } from '@/i18n'
import { useTheme } from '@/theme/useTheme'
import { useWords } from '@/words/useWords'
import { canDraw } from './canDraw'
import { setData } from './layers/features'
import { addPlaceNames, placeFeatures } from './layers/placeNames'
import { Map as MapLibre, NavigationControl, ScaleControl } from './maplibre'
import { FONT, roadTiles, style } from './style'

const XIAN = { lon: 108.95, lat: 34.27, zoom: 10 }

const AGAIN_MS = 4_000

/** Whether a tile did not come because nobody answered; the page says so elsewhere. */
const isLost = (error: object): boolean => 'status' in error && error.status === 0

/** What MapLibre itself says, in the reader's language. */
const words = (): Record<string, string> => {
  const { t } = i18n.global
  return {
    'Map.Title': t('map.title'),
    'NavigationControl.ZoomIn': t('map.zoomIn'), 'NavigationControl.ZoomOut': t('map.zoomOut'),
    'ScaleControl.Meters': t('map.metres'), 'ScaleControl.Kilometers': t('map.kilometres'),
  }
}

/** One map in an element; null until it has loaded. It looks where the desk's looked last, which alone is `remembered`. */
export function useMap(element: Ref<HTMLElement | null>, version: () => number, { remembered = false } = {}) {
  const map = shallowRef<MapLibre | null>(null)
  const view = useStorage('map-view', XIAN)
  const { dark } = useTheme()
  const known = useWords()
  let made: MapLibre | null = null
  // Tiles that were lost with the line are asked for again, until they come.
  const again = useDebounceFn(() => {
    made?.getSource<VectorTileSource>('roads')?.setTiles([roadTiles(version())])
  }, AGAIN_MS)

  onMounted(() => {
    if (!element.value || !canDraw()) return
    const one = new MapLibre({
      container: element.value,
      style: style(dark.value, version()),
      center: [view.value.lon, view.value.lat],
      zoom: view.value.zoom,
      minZoom: 8, // below that there are no roads in the tiles
      maxZoom: 18,
      attributionControl: false,
      locale: words(),
      localIdeographFontFamily: FONT.join(','),
      dragRotate: false,
      fadeDuration: 0, // names that fade in would have every move of a team drawn for a third of a second
      pitchWithRotate: false,
    })
    made = one
    Object.assign(element.value, { map: one }) // for tests, and whoever looks with the browser's tools
    one.addControl(new NavigationControl({ showCompass: false }), 'bottom-right')
    one.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left')
    one.on('error', ({ error }) => {
      if (isLost(error)) again()
      else console.error(error)
    })
    one.on('load', () => {
      addPlaceNames(one) // before anybody else draws: under all of it
      map.value = one
    })
    if (remembered) one.on('moveend', () => {
      const { lng, lat } = one.getCenter()
      view.value = { lon: lng, lat, zoom: one.getZoom() }
    })
  })
  watch([map, () => known.places], ([one, places]) => one && setData(one, 'places', placeFeatures(places.values())))
  onBeforeUnmount(() => (map.value = null)) // those who draw on it let go first
  onUnmounted(() => {
    made?.remove()
    made = null
  })
  return map
}
