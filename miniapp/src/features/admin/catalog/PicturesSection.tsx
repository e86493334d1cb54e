import { useRef, useState } from 'react'
import type { AdminProduct } from 'shared/catalog.schema'
import { useT } from '../../../lib/i18n.tsx'
import { problemText } from '../../../lib/problem-text.ts'
import { haptic } from '../../../lib/telegram.ts'
import { Icon } from '../../../ui/Icon.tsx'
import { Section } from '../../../ui/Section.tsx'
import { Thumb } from '../../../ui/show.tsx'
import { toast } from '../../../ui/toast.tsx'
import { useAddPicture, useOrderPictures } from '../api.ts'

const most = 12

/** Pictures go up at once and are re-encoded by the server; the first is the one in lists. Tap one to make it the first. */
export function PicturesSection({ product }: { product: AdminProduct }) {
  const t = useT()
  const input = useRef<HTMLInputElement>(null)
  const add = useAddPicture(product.id)
  const order = useOrderPictures(product.id)
  const [waiting, setWaiting] = useState(0)
  const fail = (error: unknown) => toast({ icon: 'warn', text: problemText(t, error) })
  const send = async (files: File[]) => {
    setWaiting(files.length)
    // One after the other: each answer is the product as it stands then.
    for (const file of files) {
      await add.mutateAsync(file).then(() => haptic('light'), fail)
      setWaiting((count) => count - 1)
    }
  }
  const ids = product.pictures.map((picture) => picture.id)
  return (
    <Section header={t('admin.pictures.title')} footer={t('admin.pictures.footer')}>
      <div className="pics">
        {product.pictures.map((picture, index) => (
          <span key={picture.id}>
            <button
              type="button"
              aria-label={index === 0 ? t('admin.pictures.first') : t('admin.pictures.makeFirst')}
              onClick={() => index > 0 && order.mutate([picture.id, ...ids.filter((id) => id !== picture.id)], { onError: fail })}
            >
              <Thumb picture={picture} hue={product.hue} size={84} radius={12} />
            </button>
            <button
              type="button"
              className="xb"
              aria-label={t('admin.pictures.remove')}
              onClick={() =>
                order.mutate(
                  ids.filter((id) => id !== picture.id),
                  { onError: fail },
                )
              }
            >
              <Icon name="x" size={14} />
            </button>
          </span>
        ))}
        {product.pictures.length < most && (
          <button
            type="button"
            className="addpic"
            aria-busy={waiting > 0}
            disabled={waiting > 0}
            aria-label={t('admin.pictures.add')}
            onClick={() => input.current?.click()}
          >
            {waiting > 0 ? <span className="num">{waiting}</span> : <Icon name="plus" size={26} />}
          </button>
        )}
        <input
          ref={input}
          type="file"
          accept="image/jpeg,image/png,image/webp,image/avif,image/heic"
          multiple
          hidden
          aria-label={t('admin.pictures.add')}
          onChange={(event) => {
            const files = [...(event.target.files ?? [])].slice(0, most - product.pictures.length)
            event.target.value = ''
            void send(files)
          }}
        />
      </div>
    </Section>
  )
}
