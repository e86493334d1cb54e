import type { Module } from '../../modules.ts'
import { jobs } from './jobs.ts'
import { listeners } from './listeners.ts'

export const module: Module = { name: 'notifications', listeners, jobs }
