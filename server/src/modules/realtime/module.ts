import type { Module } from '../../modules.ts'
import { listeners } from './listeners.ts'

export const module: Module = { name: 'realtime', listeners }
