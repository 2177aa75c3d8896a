import { Menu } from '@mantine/core';
import type { CorpusOpening } from '../../api/types.js';
import { PageHeader } from '../../app/PageHeader.js';
import { BooksIcon, ChevronDownIcon } from '../../icons/icons.js';
import { nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import classes from './ChatHeader.module.css';
import { useChatText } from './text.js';
import type { AskOptions } from './useAskOptions.js';

/** Title, whom one asks, and where is searched. */
export function ChatHeader({ title, options }: { title: string; options: AskOptions }) {
  return (
    <PageHeader title={title}>
      <ExpertMenu options={options} />
      <CorporaMenu options={options} />
    </PageHeader>
  );
}

function ExpertMenu({ options }: { options: AskOptions }) {
  const text = useChatText();
  const { language } = useLanguage();
  if (options.experts.length === 0) return null;
  const name = options.expert ? nameIn(options.expert.name, language) : text.noExpert;
  return (
    <Menu position="bottom-start" width={320}>
      <Menu.Target>
        <button type="button" className={classes.expert} aria-label={text.chooseExpert(name)}>
          <span className={classes.expertName}>{name}</span>
          <ChevronDownIcon size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={options.expert?.key ?? ''} onChange={(key) => options.setExpert(key || null)}>
          <Menu.Label>{text.expert}</Menu.Label>
          {options.experts.map((expert) => (
            <Menu.RadioItem key={expert.key} value={expert.key} closeMenuOnClick>
              <span className={classes.itemName}>{nameIn(expert.name, language)}</span>
              <span className={classes.itemText}>{nameIn(expert.description, language)}</span>
            </Menu.RadioItem>
          ))}
          <Menu.RadioItem value="" closeMenuOnClick>
            <span className={classes.itemName}>{text.noExpert}</span>
            <span className={classes.itemText}>{text.noExpertText}</span>
          </Menu.RadioItem>
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

function CorporaMenu({ options }: { options: AskOptions }) {
  const text = useChatText();
  const { language } = useLanguage();
  if (options.corpora.length === 0) return null;
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <button type="button" className={classes.corpora} aria-label={text.chooseCorpora(options.chosen.length)}>
          <BooksIcon size={18} />
          <span className={classes.corporaName}>{text.corpora(options.chosen.length)}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.long ?? ''}>
        <Menu.CheckboxGroup value={options.chosen} onChange={options.setChosen}>
          <Menu.Label>{text.reads}</Menu.Label>
          {options.corpora.map((corpus) => (
            <Menu.CheckboxItem key={corpus.key} value={corpus.key}>
              {nameIn(corpus.name, language)}
              <SharedBy opening={options.allCorpora.find((one) => one.key === corpus.key)?.sharedBy ?? null} />
            </Menu.CheckboxItem>
          ))}
        </Menu.CheckboxGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Whose collection it is, where it is another affiliate's. */
function SharedBy({ opening }: { opening: CorpusOpening | null }) {
  const text = useChatText();
  const { language } = useLanguage();
  return opening && <span className={classes.itemText}>{text.sharedBy(nameIn(opening.name, language))}</span>;
}
