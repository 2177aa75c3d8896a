import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiError } from '../../api/client.js';
import { createCorpus } from '../../api/uploads.js';
import forms from '../../app/forms.module.css';
import { useEnterToSend } from '../../input/useEnterToSend.js';
import { useDocumentsText } from './text.js';

const validKey = /^[a-z][a-z0-9-]{0,62}$/;

/** A new corpus: its names, and the short name that stands in addresses and commands. */
export function CreateCorpus({ onClose, onCreated }: { onClose(): void; onCreated(key: string): void }) {
  const text = useDocumentsText();
  const queries = useQueryClient();
  const [ko, setKo] = useState('');
  const [en, setEn] = useState('');
  const [key, setKey] = useState('');
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const create = useMutation({
    mutationFn: (name: string) => createCorpus({ key, name: { ko: name, en: en.trim() || name } }),
    onSuccess: async (corpus) => {
      await queries.invalidateQueries({ queryKey: ['corpora'] });
      onCreated(corpus.key);
    },
  });
  const submit = (name: string) => {
    setTried(true);
    if (name.trim() && validKey.test(key)) create.mutate(name.trim());
  };
  useEnterToSend(field, (name) => submit(name));
  const { error } = create;
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.newCorpus}
      lockScroll={false}
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <div className={forms.form}>
        <TextInput
          ref={field}
          data-autofocus
          label={text.corpusNameKo}
          required
          value={ko}
          onChange={(event) => setKo(event.currentTarget.value)}
        />
        <TextInput label={text.corpusNameEn} value={en} onChange={(event) => setEn(event.currentTarget.value)} />
        <TextInput
          label={text.corpusKey}
          description={text.corpusKeyHint}
          required
          value={key}
          error={tried && !validKey.test(key) ? text.corpusKeyInvalid : null}
          onChange={(event) => setKey(event.currentTarget.value.toLowerCase())}
        />
        {error && <p role="alert">{error instanceof ApiError ? `${error.message} ${error.remedy}` : error.message}</p>}
        <div className={forms.buttons}>
          <Button variant="default" onClick={onClose}>
            {text.cancel}
          </Button>
          <Button loading={create.isPending} onClick={() => submit(ko)}>
            {text.create}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
