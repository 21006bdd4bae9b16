/** Whether this browser can draw the map by WebGL2 at all. */
export const canDraw = (): boolean => document.createElement('canvas').getContext('webgl2') !== null
