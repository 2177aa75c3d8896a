import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { conversationsQuery } from '../api/queries.js';
import { BooksIcon, FolderIcon, JarIcon, PlusIcon, SearchIcon, ShareIcon } from '../icons/icons.js';
import { groupConversations } from '../routes/chat/groupConversations.js';
import { nameIn } from '../words/format.js';
import { useLanguage } from '../words/language.js';
import { ConversationItem } from './ConversationItem.js';
import { mayAdminister, mayCurate, useMe } from './me.js';
import { PersonMenu } from './PersonMenu.js';
import classes from './Rail.module.css';
import { useShellText } from './text.js';
import { commandKey } from './useShortcuts.js';

interface RailProps {
  onLeave(): void;
  onFind(): void;
  onKeys(): void;
}

/** Everything beside the page: new chat, conversations by day, the pages one's role opens, and one's own menu. */
export function Rail({ onLeave, onFind, onKeys }: RailProps) {
  const text = useShellText();
  const { language } = useLanguage();
  const me = useMe();
  return (
    <nav className={classes.rail} id="rail" aria-label={text.rail} data-region="rail">
      <div className={classes.brand}>
        <JarIcon />
        <span className={classes.name}>{text.brand}</span>
        <span className={classes.tenant}>{nameIn(me.tenant.name, language)}</span>
      </div>
      <Link to="/" className={classes.newChat} onClick={onLeave}>
        <PlusIcon size={18} />
        {text.newChat}
      </Link>
      <button type="button" className={classes.row} onClick={onFind}>
        <SearchIcon size={18} />
        {text.find}
        <kbd className={classes.key}>{`${commandKey()}K`}</kbd>
      </button>
      <Conversations onLeave={onLeave} />
      <div className={classes.pages}>
        <Link to="/library" className={classes.row} activeProps={{ 'aria-current': 'page' }} onClick={onLeave}>
          <BooksIcon size={18} />
          {text.library}
        </Link>
        {mayCurate(me) && (
          <Link
            to="/admin/documents"
            className={classes.row}
            activeProps={{ 'aria-current': 'page' }}
            onClick={onLeave}
          >
            <FolderIcon size={18} />
            {text.documents}
          </Link>
        )}
        {mayAdminister(me) && (
          <Link to="/admin/sharing" className={classes.row} activeProps={{ 'aria-current': 'page' }} onClick={onLeave}>
            <ShareIcon size={18} />
            {text.sharing}
          </Link>
        )}
      </div>
      <PersonMenu me={me} onKeys={onKeys} />
    </nav>
  );
}

function Conversations({ onLeave }: { onLeave(): void }) {
  const text = useShellText();
  const { data, isError, refetch } = useQuery(conversationsQuery);
  return (
    <div className={classes.conversations}>
      {isError && (
        <p className={classes.note} role="alert">
          {text.conversationsFailed}{' '}
          <button type="button" className={classes.inlineButton} onClick={() => void refetch()}>
            {text.retry}
          </button>
        </p>
      )}
      {data?.length === 0 && <p className={classes.note}>{text.noConversations}</p>}
      {groupConversations(data ?? [], new Date()).map((group) => (
        <section key={group.period} aria-labelledby={`period-${group.period}`}>
          <h2 className={classes.period} id={`period-${group.period}`}>
            {text.periods[group.period]}
          </h2>
          <ul className={classes.list}>
            {group.conversations.map((conversation) => (
              <ConversationItem key={conversation.id} conversation={conversation} onLeave={onLeave} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
