import { Hono } from 'hono'
import { Id } from 'shared/common.schema'
import { BanChange, RoleChange, StaffMember } from 'shared/users.schema'
import { z } from 'zod'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { customer, staff } from '../auth/index.ts'
import { changeBan, changeRole, staffMembers } from './manage-team.ts'

const UserParams = z.object({ id: Id })
const Staff = z.object({ items: z.array(StaffMember) })

export const adminRoutes = new Hono<AppEnv>()
  .get('/staff', answers(Staff, { summary: 'Who works here', refusals: [403] }), customer, staff('team.manage'), async (c) =>
    c.json({ items: await staffMembers(c.var.ctx) }),
  )
  .put(
    '/users/:id/role',
    answers(StaffMember, { summary: 'Give somebody a role', refusals: [403, 404, 409] }),
    customer,
    staff('team.manage'),
    accepts('param', UserParams),
    accepts('json', RoleChange),
    async (c) => c.json(await changeRole(c.var.ctx, { userId: c.req.valid('param').id, role: c.req.valid('json').role })),
  )
  .put(
    '/users/:id/ban',
    answers(StaffMember, { summary: 'Shut somebody out, or let them in again', refusals: [403, 404, 409] }),
    customer,
    staff('team.manage'),
    accepts('param', UserParams),
    accepts('json', BanChange),
    async (c) => c.json(await changeBan(c.var.ctx, { userId: c.req.valid('param').id, ...c.req.valid('json') })),
  )
