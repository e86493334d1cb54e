import type { Module } from '../../modules.ts'
import { jobs } from './jobs.ts'

export const module: Module = { name: 'fx', jobs }
