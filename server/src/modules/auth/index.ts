export { authProblem, customer, staff } from './guards.ts'
