import { Modal } from '@mantine/core';
import classes from './KeyMap.module.css';
import { useShellText } from './text.js';
import { commandKey } from './useShortcuts.js';

/** The keys of the page. */
export function KeyMap({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const text = useShellText();
  const command = commandKey();
  const keys = {
    find: `${command}K`,
    newChat: `${command}Shift+O`,
    send: 'Enter',
    newline: 'Shift+Enter',
    editLast: '↑',
    regions: 'F6',
    escape: 'Esc',
    help: '?',
  } as const;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={text.keys}
      lockScroll={false}
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <dl className={classes.keys}>
        {Object.entries(keys).map(([name, key]) => (
          <div key={name} className={classes.row}>
            <dt>{text.keyNames[name as keyof typeof keys]}</dt>
            <dd className={classes.key}>
              <kbd>{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
