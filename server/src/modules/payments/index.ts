export type { Gateways } from './gateways/index.ts'
