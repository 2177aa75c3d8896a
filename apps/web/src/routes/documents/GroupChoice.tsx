import { useDocumentsText } from './text.js';
import classes from './UploadDialog.module.css';
import { useGroups } from './useGroups.js';

interface GroupChoiceProps {
  legend: string;
  /** Keys. */
  chosen: string[];
  onChange(groups: string[]): void;
}

/** Some of the company's groups, at least one. */
export function GroupChoice({ legend, chosen, onChange }: GroupChoiceProps) {
  const text = useDocumentsText();
  const groups = useGroups();
  return (
    <fieldset className={classes.groups}>
      <legend className={classes.label}>{legend}</legend>
      {groups.keys.map((key) => (
        <label key={key} className={classes.group}>
          <input
            type="checkbox"
            checked={chosen.includes(key)}
            onChange={(event) =>
              onChange(event.currentTarget.checked ? [...chosen, key] : chosen.filter((one) => one !== key))
            }
          />
          {groups.nameOf(key)}
        </label>
      ))}
      {chosen.length === 0 && (
        <p className={classes.required} role="alert">
          {text.groupsRequired}
        </p>
      )}
    </fieldset>
  );
}
