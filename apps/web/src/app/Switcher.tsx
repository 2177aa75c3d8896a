import { useId } from 'react';
import classes from './Switcher.module.css';

interface SwitcherProps {
  label: string;
  value: string;
  options: { value: string; label: string; lang?: string }[];
  onChange(value: string): void;
}

/** A few choices side by side, one of them taken: radio buttons that look like one control. */
export function Switcher({ label, value, options, onChange }: SwitcherProps) {
  const name = useId();
  return (
    <fieldset className={classes.switcher}>
      <legend className="visually-hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={classes.option} lang={option.lang}>
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
