import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { paths } from '../../app/paths.ts'
import { useLanguage, useT } from '../../lib/i18n.tsx'
import { ButtonLink } from '../../ui/Button.tsx'
import { SearchField } from '../../ui/field.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import { Cell } from '../../ui/Cell.tsx'
import { ProductArt } from '../../ui/show.tsx'
import { homeQuery } from './api.ts'
import { ProductList, useListFilters } from './ProductList.tsx'
import { forgetSearches, recentSearches, rememberSearch } from './recent-searches.ts'

const pauseMs = 200

/** Finding by words as one types; before that, what was looked for last and where to look around. */
export function SearchPage() {
  const t = useT()
  const { params, set } = useListFilters()
  const query = params.get('q') ?? ''
  const isAll = params.has('all')
  const [words, setWords] = useState(query)

  useEffect(() => {
    const timer = setTimeout(() => {
      if (words.trim() !== query) set('q', words.trim() || undefined)
    }, pauseMs)
    return () => clearTimeout(timer)
    // oxlint-disable-next-line react/exhaustive-deps -- only typing moves the address, not the other way round
  }, [words])
  useEffect(() => {
    const timer = setTimeout(() => rememberSearch(query), 1500)
    return () => clearTimeout(timer)
  }, [query])

  const choose = (next: string) => {
    setWords(next)
    set('q', next)
  }
  return (
    <>
      {isAll ? <PageTitle>{t('shop.allProducts')}</PageTitle> : <h1 className="sr">{t('shop.search')}</h1>}
      <div className="row px-4 pt-1 pb-3">
        <SearchField
          value={words}
          onChange={setWords}
          placeholder={t('shop.searchHint')}
          clearLabel={t('shop.clearSearch')}
          autoFocus={!query && !isAll}
        />
      </div>
      {query || isAll ? (
        <ProductList
          list={query ? { q: query } : {}}
          onSuggestion={choose}
          emptyAction={
            <ButtonLink round look="soft" to={paths.support()}>
              {t('shop.askUs')}
            </ButtonLink>
          }
        />
      ) : (
        <Before onChoose={choose} />
      )}
    </>
  )
}

function Before({ onChoose }: { onChoose: (words: string) => void }) {
  const t = useT()
  const [recent, setRecent] = useState(recentSearches)
  const { data: home } = useQuery(homeQuery(useLanguage()))
  const forget = () => {
    forgetSearches()
    setRecent([])
  }
  return (
    <>
      {recent.length > 0 && (
        <Section
          header={t('shop.recent')}
          action={
            <button type="button" className="hit" onClick={forget}>
              {t('shop.forget')}
            </button>
          }
        >
          {recent.map((words) => (
            <Cell
              key={words}
              title={words}
              leading={<Icon name="clock" size={20} className="t2" />}
              inset={48}
              onClick={() => onChoose(words)}
            />
          ))}
        </Section>
      )}
      <Section header={t('shop.lookAround')}>
        <Cell
          title={t('shop.allProducts')}
          leading={<Icon name="grid" size={24} className="t2 mx-2" />}
          inset={68}
          to={paths.allProducts()}
        />
        {home?.categories.map((category) => (
          <Link key={category.id} href={paths.category(category.slug)} className="cell" style={{ '--sep': '68px' } as React.CSSProperties}>
            <ProductArt
              picture={category.picture}
              hue={category.hue}
              sizes="40px"
              className="th"
              style={{ '--s': '40px', '--r': '11px' } as React.CSSProperties}
            />
            <span className="tx">{category.name}</span>
            <span className="val num">{category.productCount}</span>
            <Icon name="chev" size={18} className="chv" />
          </Link>
        ))}
      </Section>
    </>
  )
}
