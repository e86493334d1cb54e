/** Where floating things are drawn: inside the app's column, above its screens. */
export const layerId = 'layer'
