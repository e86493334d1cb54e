import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CategoryInput } from 'shared/catalog.schema'
import { localText } from 'shared/locale'
import { useLanguage, useT } from '../../../lib/i18n.tsx'
import { problemText } from '../../../lib/problem-text.ts'
import { Button } from '../../../ui/Button.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { SwitchCell } from '../../../ui/choice.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { PageTitle, Section } from '../../../ui/Section.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { StatusPill, Thumb } from '../../../ui/show.tsx'
import { ErrorState, SkeletonCells } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toast.tsx'
import { homeQuery } from '../../catalog/api.ts'
import { categoriesQuery, useSaveCategory } from '../api.ts'
import { NameFields } from '../NameFields.tsx'
import { slugOf } from './product-form.ts'

type Edited = { id?: string | undefined; input: Required<CategoryInput> }

export function CategoriesPage() {
  const t = useT()
  const language = useLanguage()
  const categories = useQuery(categoriesQuery())
  // The picture customers see there is that of its first product.
  const shown = useQuery(homeQuery(language)).data?.categories
  const pictureOf = (id: string) => shown?.find((category) => category.id === id)?.picture
  const [edited, setEdited] = useState<Edited>()
  const blank = (): Edited => ({
    input: { slug: '', name: { en: '' }, hue: 30, position: categories.data?.items.length ?? 0, isActive: true },
  })
  return (
    <>
      <PageTitle>{t('admin.categories.title')}</PageTitle>
      {categories.isPending && <SkeletonCells rows={5} />}
      {categories.isError && !categories.data && (
        <ErrorState title={t('admin.categories.failed')} error={categories.error} onRetry={() => void categories.refetch()} />
      )}
      {categories.data && (
        <Section>
          {categories.data.items.map((category) => (
            <Cell
              key={category.id}
              leading={<Thumb picture={pictureOf(category.id)} hue={category.hue} size={40} radius={12} />}
              title={localText(category.name, language)}
              trailing={
                category.isActive ? (
                  <Icon name="chev" size={18} className="chv" />
                ) : (
                  <StatusPill tone="neutral">{t('admin.categories.hidden')}</StatusPill>
                )
              }
              onClick={() =>
                setEdited({
                  id: category.id,
                  input: {
                    slug: category.slug,
                    name: category.name,
                    hue: category.hue,
                    position: category.position,
                    isActive: category.isActive,
                  },
                })
              }
            />
          ))}
          <Cell look="act" title={t('admin.categories.add')} onClick={() => setEdited(blank())} />
        </Section>
      )}
      {edited && <CategorySheet edited={edited} onClose={() => setEdited(undefined)} />}
    </>
  )
}

function CategorySheet({ edited, onClose }: { edited: Edited; onClose: () => void }) {
  const t = useT()
  const language = useLanguage()
  const save = useSaveCategory(edited.id)
  const [input, setInput] = useState(edited.input)
  const set = (part: Partial<CategoryInput>) => setInput((before) => ({ ...before, ...part }))
  const submit = () =>
    save.mutate(
      { ...input, slug: input.slug || slugOf(input.name.en) },
      {
        onSuccess: () => {
          toast({ text: t('admin.product.saved') })
          onClose()
        },
        onError: (error) => toast({ icon: 'warn', text: problemText(t, error) }),
      },
    )
  return (
    <Sheet title={edited.id ? localText(edited.input.name, language) : t('admin.categories.add')} onClose={onClose}>
      <Section>
        <NameFields name={input.name} onChange={(name) => set({ name })} maxLength={40} />
      </Section>
      <Section>
        <TextField
          label={t('admin.product.slug')}
          value={input.slug}
          onChange={(slug) => set({ slug: slug.toLowerCase() })}
          maxLength={60}
          dir="ltr"
          hint={t('admin.product.slugHint')}
        />
        <TextField
          label={t('admin.product.hue')}
          type="range"
          min={0}
          max={360}
          value={String(input.hue)}
          onChange={(hue) => set({ hue: Number(hue) })}
        />
        <TextField
          label={t('admin.categories.position')}
          value={String(input.position)}
          onChange={(position) => set({ position: Number(position.replace(/\D/g, '').slice(0, 3)) })}
          inputMode="numeric"
          dir="ltr"
        />
        <SwitchCell title={t('admin.categories.shown')} on={input.isActive} onChange={(isActive) => set({ isActive })} />
      </Section>
      <div className="px-4 pb-4">
        <Button wide busy={save.isPending} disabled={input.name.en.trim() === ''} onClick={submit}>
          {t('common.save')}
        </Button>
      </div>
    </Sheet>
  )
}
