import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { StaffMember } from 'shared/users.schema'
import { roles, type Role } from 'shared/permissions'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { problemText } from '../../../lib/problem-text.ts'
import { useMe } from '../../../lib/session.tsx'
import { confirm } from '../../../lib/telegram.ts'
import { Cell } from '../../../ui/Cell.tsx'
import { RadioCell } from '../../../ui/choice.tsx'
import { PageTitle, Section } from '../../../ui/Section.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { Avatar } from '../../../ui/show.tsx'
import { ErrorState, SkeletonCells } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toast.tsx'
import { staffQuery, useChangeRole } from '../api.ts'

/** Who works here. A changed role counts at once: the person is signed out everywhere. */
export function TeamPage() {
  const t = useT()
  const format = useFormat()
  const me = useMe()
  const team = useQuery(staffQuery())
  const [chosen, setChosen] = useState<StaffMember>()
  return (
    <>
      <PageTitle>{t('admin.team.title')}</PageTitle>
      {team.isPending && <SkeletonCells rows={3} />}
      {team.isError && !team.data && <ErrorState title={t('admin.team.failed')} error={team.error} onRetry={() => void team.refetch()} />}
      {team.data && (
        <Section footer={t('admin.team.footer')}>
          {team.data.items.map((member) => (
            <Cell
              key={member.id}
              leading={<Avatar name={member.name} />}
              inset={72}
              title={member.name}
              // keys: admin.role.*
              subtitle={[t(`admin.role.${member.role}`), member.lastSeenAt && format.dateTime(member.lastSeenAt)]
                .filter(Boolean)
                .join(' · ')}
              {...(member.id === me?.id ? { value: t('admin.team.you') } : { onClick: () => setChosen(member) })}
            />
          ))}
        </Section>
      )}
      {chosen && <RoleSheet member={chosen} onClose={() => setChosen(undefined)} />}
    </>
  )
}

function RoleSheet({ member, onClose }: { member: StaffMember; onClose: () => void }) {
  const t = useT()
  const change = useChangeRole()
  const choose = async (role: Role) => {
    if (role === member.role) return onClose()
    const words = t(`admin.role.${role}`)
    if (
      !(await confirm({
        title: member.name,
        message: t('admin.team.question', { name: member.name, role: words }),
        yes: t('admin.team.change'),
        no: t('common.cancel'),
        destructive: role === 'customer',
      }))
    )
      return
    change.mutate(
      { id: member.id, role },
      {
        onSuccess: () => {
          toast({ text: t('admin.product.saved') })
          onClose()
        },
        onError: (error) => toast({ icon: 'warn', text: problemText(t, error) }),
      },
    )
  }
  return (
    <Sheet title={member.name} onClose={onClose}>
      <div role="radiogroup" aria-label={t('admin.team.role')} className="sec">
        <div className="box">
          {roles.map((role) => (
            // keys: admin.role.*, admin.roleAbout.*
            <RadioCell
              key={role}
              checked={role === member.role}
              onSelect={() => void choose(role)}
              title={t(`admin.role.${role}`)}
              subtitle={t(`admin.roleAbout.${role}`)}
            />
          ))}
        </div>
      </div>
    </Sheet>
  )
}
