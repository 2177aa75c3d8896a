import { Button, Modal } from '@mantine/core';
import { useRef, useState } from 'react';
import { Switcher } from '../../app/Switcher.js';
import type { AccessLabel, Corpus } from '../../api/types.js';
import type { UploadFile } from '../../api/uploads.js';
import { UploadIcon } from '../../icons/icons.js';
import { formatBytes, formatCount, nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import { GroupChoice } from './GroupChoice.js';
import { filesOfDrop, filesOfPicker } from './readDrop.js';
import { useDocumentsText } from './text.js';
import classes from './UploadDialog.module.css';
import { everyone } from './useGroups.js';
import { useUploads } from './useUploads.js';

interface UploadDialogProps {
  corpus: Corpus;
  /** Files that were dropped on the page already. */
  dropped: UploadFile[];
  onClose(): void;
}

/** Where these documents come from: with their path it tells a new version from a new document. */
const uploadSource = 'web';

/** Choose files, who may read them and how sensitive they are; then the dock goes on. */
export function UploadDialog({ corpus, dropped, onClose }: UploadDialogProps) {
  const text = useDocumentsText();
  const { language } = useLanguage();
  const uploads = useUploads();
  const [files, setFiles] = useState(dropped);
  const [groups, setGroups] = useState<string[]>([everyone]);
  const [label, setLabel] = useState<AccessLabel>('O');
  const start = () => {
    uploads.start({ corpus: corpus.key, groups, label, source: uploadSource }, files);
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size={560}
      title={text.uploadTitle(nameIn(corpus.name, language))}
      lockScroll={false}
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <div className={classes.form}>
        <DropZone files={files} onFiles={(more) => setFiles(merged(files, more))} onClear={() => setFiles([])} />
        <GroupChoice legend={text.groups} chosen={groups} onChange={setGroups} />
        <div>
          <p className={classes.label}>{text.label}</p>
          <Switcher
            label={text.label}
            value={label}
            options={(['O', 'S', 'C'] as const).map((value) => ({ value, label: text.labels[value] }))}
            onChange={(value) => setLabel(value as AccessLabel)}
          />
        </div>
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {text.cancel}
          </Button>
          <Button data-testid="start-upload" disabled={files.length === 0 || groups.length === 0} onClick={start}>
            {text.start}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

/** The later file of a path takes the place of the earlier one. */
function merged(files: UploadFile[], more: UploadFile[]): UploadFile[] {
  return [...new Map([...files, ...more].map((file) => [file.path, file])).values()];
}

interface DropZoneProps {
  files: UploadFile[];
  onFiles(files: UploadFile[]): void;
  onClear(): void;
}

function DropZone({ files, onFiles, onClear }: DropZoneProps) {
  const text = useDocumentsText();
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const folderPicker = useRef<HTMLInputElement>(null);
  const bytes = files.reduce((total, { file }) => total + file.size, 0);
  const take = (input: HTMLInputElement) => {
    if (input.files) onFiles(filesOfPicker(input.files));
    input.value = '';
  };
  return (
    <div
      className={classes.zone}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setOver(false);
        void filesOfDrop(event.dataTransfer).then(onFiles);
      }}
    >
      <UploadIcon size={26} />
      <p className={classes.drop}>{text.drop}</p>
      <p className={classes.formats}>{text.formats}</p>
      <div className={classes.pickers}>
        <Button variant="default" size="compact-md" data-autofocus onClick={() => picker.current?.click()}>
          {text.chooseFiles}
        </Button>
        <Button variant="default" size="compact-md" onClick={() => folderPicker.current?.click()}>
          {text.chooseFolder}
        </Button>
      </div>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={text.chooseFiles}
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={folderPicker}
        type="file"
        multiple
        hidden
        aria-label={text.chooseFolder}
        {...{ webkitdirectory: '' }}
        onChange={(event) => take(event.currentTarget)}
      />
      <div role="status">
        {files.length > 0 && (
          <p className={classes.chosen}>
            {text.chosen(formatCount(files.length), formatBytes(bytes))}{' '}
            <button type="button" className={classes.clear} onClick={onClear}>
              {text.clear}
            </button>
          </p>
        )}
      </div>
      {files.length > 0 && (
        <ul className={classes.files}>
          {files.slice(0, 5).map(({ path }) => (
            <li key={path}>{path}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
