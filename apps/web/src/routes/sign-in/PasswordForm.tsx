import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { ApiError } from '../../api/client.js';
import { signInByPassword } from '../../api/session.js';
import type { SignInTenant } from '../../api/types.js';
import forms from '../../app/forms.module.css';
import { nameIn } from '../../words/format.js';
import { useLanguage } from '../../words/language.js';
import { recall, remember } from '../../words/remember.js';
import classes from './SignInPage.module.css';
import { useSignInText } from './text.js';
import { useEntrance } from './useEntrance.js';

const tenantKept = 'onggi.tenant';

/** E-mail and password of a local account; one more field when the password was for the first time only. */
export function PasswordForm({ tenants }: { tenants: SignInTenant[] }) {
  const text = useSignInText();
  const { language } = useLanguage();
  const enter = useEntrance();
  const [tenant, setTenant] = useState(() => {
    const kept = recall(tenantKept);
    return tenants.some(({ id }) => id === kept) ? (kept ?? '') : (tenants[0]?.id ?? '');
  });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const entering = useMutation({
    mutationFn: () => signInByPassword({ tenant, email, password, ...(mustChange ? { newPassword } : {}) }),
    onSuccess: async (me) => {
      remember(tenantKept, tenant);
      await enter(me);
    },
  });
  const [mustChange, setMustChange] = useState(false);
  const chosen = useRef<HTMLInputElement>(null);
  const { error } = entering;
  const isFirstTime = error instanceof ApiError && error.code === 'PASSWORD_CHANGE_REQUIRED';
  useEffect(() => {
    if (isFirstTime) setMustChange(true);
  }, [isFirstTime]);
  useEffect(() => {
    if (mustChange) chosen.current?.focus();
  }, [mustChange]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    entering.mutate();
  };
  return (
    <form
      className={`${classes.card} ${classes.password} ${forms.form}`}
      onSubmit={submit}
      aria-label={text.withPassword}
    >
      {tenants.length > 1 && (
        <NativeSelect
          label={text.company}
          value={tenant}
          data={tenants.map(({ id, name }) => ({ value: id, label: nameIn(name, language) }))}
          onChange={(event) => setTenant(event.currentTarget.value)}
        />
      )}
      <TextInput
        label={text.email}
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={text.password}
        autoComplete="current-password"
        required
        value={password}
        visibilityToggleButtonProps={{ 'aria-label': text.showPassword }}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {mustChange && (
        <PasswordInput
          ref={chosen}
          label={text.newPassword}
          description={text.newPasswordHint}
          autoComplete="new-password"
          required
          minLength={12}
          value={newPassword}
          visibilityToggleButtonProps={{ 'aria-label': text.showPassword }}
          onChange={(event) => setNewPassword(event.currentTarget.value)}
        />
      )}
      {error && (
        <p role="alert" className={isFirstTime ? classes.notice : classes.refused}>
          {isFirstTime
            ? text.firstTime
            : error instanceof ApiError
              ? `${error.message} ${error.remedy}`
              : error.message}
        </p>
      )}
      <Button type="submit" loading={entering.isPending}>
        {text.signIn}
      </Button>
    </form>
  );
}
