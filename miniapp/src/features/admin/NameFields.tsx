import { languageNames, languages, type LocalText } from 'shared/locale'
import { TextArea, TextField } from '../../ui/field.tsx'

type Props = { name: LocalText; onChange: (name: LocalText) => void; error?: string | undefined; maxLength?: number }

/** What customers read, once a language. English stands in where nothing is written. */
export function NameFields({ name, onChange, error, maxLength = 60 }: Props) {
  // What is long is read whole.
  const Field = maxLength > 100 ? TextArea : TextField
  return languages.map((language) => (
    <Field
      key={language}
      label={languageNames[language]}
      value={name[language] ?? ''}
      onChange={(text) => onChange({ ...name, [language]: text })}
      maxLength={maxLength}
      lang={language}
      dir={language === 'ar' ? 'rtl' : 'ltr'}
      error={language === 'en' ? error : undefined}
    />
  ))
}
