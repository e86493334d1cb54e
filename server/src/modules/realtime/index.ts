export { createLiveHub, hearLive, liveLimits, type LiveHub } from './hub.ts'
