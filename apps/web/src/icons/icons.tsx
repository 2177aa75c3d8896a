import type { ReactNode } from 'react';

/** Our own drawings on a 24 by 24 grid, in the colour of the text; never read aloud, the control beside them has the name. */
function Icon({ size = 20, children }: { size?: number; children: ReactNode }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

const drawn = (...paths: string[]) =>
  function DrawnIcon({ size }: { size?: number }) {
    return (
      <Icon {...(size === undefined ? {} : { size })}>
        {paths.map((path) => (
          <path key={path} d={path} />
        ))}
      </Icon>
    );
  };

const sheet = 'M13.5 3.5H7a1.5 1.5 0 0 0-1.5 1.5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8.5z';
const fold = 'M13.5 3.5v5h5';
const ring = 'M12 3.2a8.8 8.8 0 1 0 0 17.6 8.8 8.8 0 0 0 0-17.6z';
const bubble =
  'M5 4.5h14A1.5 1.5 0 0 1 20.5 6v9a1.5 1.5 0 0 1-1.5 1.5h-6L8 20v-3.5H5A1.5 1.5 0 0 1 3.5 15V6A1.5 1.5 0 0 1 5 4.5z';
const thumb =
  'M7.5 11v8.5M7.5 11l3.8-7.2c1.4 0 2.3 1 2.1 2.4L12.9 9.5h5.2c1.3 0 2.2 1.2 1.9 2.4l-1.4 5.7c-.3 1.1-1.2 1.9-2.4 1.9H7.5M3.8 11h3.7v8.5H3.8z';

export const PlusIcon = drawn('M12 5v14M5 12h14');
export const SearchIcon = drawn('M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z', 'M15.3 15.3 20.5 20.5');
export const MenuIcon = drawn('M4 6.5h16M4 12h16M4 17.5h16');
export const CloseIcon = drawn('M6 6l12 12M18 6 6 18');
export const ChevronDownIcon = drawn('M6 9.5l6 6 6-6');
export const ChevronRightIcon = drawn('M9.5 6l6 6-6 6');
export const ChevronLeftIcon = drawn('M14.5 6l-6 6 6 6');
export const ArrowUpIcon = drawn('M12 19.5V5M6 11l6-6 6 6');
export const ArrowDownIcon = drawn('M12 4.5V19M6 13l6 6 6-6');
export const StopIcon = drawn('M7.5 7.5h9v9h-9z');
export const CheckRingIcon = drawn(ring, 'M8.3 12.3l2.6 2.6 5-5.3');
export const QuoteIcon = drawn(
  'M5 16.5c2.4-.7 3.6-2.3 3.6-4.7V7.5H4.5v4.7h4M15 16.5c2.4-.7 3.6-2.3 3.6-4.7V7.5h-4.1v4.7h4',
);
export const NoDocumentIcon = drawn(
  'M6 6v12.5A1.5 1.5 0 0 0 7.5 20H17M18.5 15.5v-7l-5-5H9M13.5 3.5v5h5',
  'M3.8 3.8l16.4 16.4',
);
export const WarningIcon = drawn('M12 4.2 21 19.5H3z', 'M12 10v4.2M12 16.9v.1');
export const CopyIcon = drawn(
  'M9 9h9.5A1.5 1.5 0 0 1 20 10.5V19a1.5 1.5 0 0 1-1.5 1.5H10A1.5 1.5 0 0 1 8.5 19V9.5z',
  'M15.5 9V5.5A1.5 1.5 0 0 0 14 4H5.5A1.5 1.5 0 0 0 4 5.5V14a1.5 1.5 0 0 0 1.5 1.5h3',
);
export const CheckIcon = drawn('M5 12.5l4.8 4.8L19.5 7');
export const ThumbUpIcon = drawn(thumb);
export const MissingIcon = drawn(sheet, fold, 'M9.5 14.5h5');
export const WhyIcon = drawn(
  'M12 20.5H7A1.5 1.5 0 0 1 5.5 19V5A1.5 1.5 0 0 1 7 3.5h6.5l5 5v2.5',
  fold,
  'M16 13.2a2.9 2.9 0 1 0 0 5.8 2.9 2.9 0 0 0 0-5.8z',
  'M18.2 18.2l2.6 2.6',
);
export const BooksIcon = drawn(
  'M4.5 4.5h3.8v15H4.5zM8.3 4.5h3.8v15H8.3zM13.7 5.6l3.5-.9 3.3 14.3-3.5.9z',
  'M4.5 8.5h7.6M4.5 16h7.6',
);
export const DocumentIcon = drawn(sheet, fold);
export const FolderIcon = drawn(
  'M3.5 18V6.5A1.5 1.5 0 0 1 5 5h4.5l2 2.5H19A1.5 1.5 0 0 1 20.5 9v9a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 18z',
);
export const ShareIcon = drawn('M4.5 8.5h14M14.5 4.5l4 4-4 4M19.5 15.5h-14M9.5 11.5l-4 4 4 4');
export const UploadIcon = drawn('M12 15.5V4.5M7 9l5-5 5 5M4.5 16v2.5A1.5 1.5 0 0 0 6 20h12a1.5 1.5 0 0 0 1.5-1.5V16');
export const DownloadIcon = drawn('M12 4.5v11M7 11l5 5 5-5M4.5 17v1.5A1.5 1.5 0 0 0 6 20h12a1.5 1.5 0 0 0 1.5-1.5V17');
export const ExpandIcon = drawn('M14.5 4.5h5v5M9.5 19.5h-5v-5M19 5l-5.5 5.5M5 19l5.5-5.5');
export const SunIcon = drawn(
  'M12 8.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z',
  'M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4',
);
export const MoonIcon = drawn('M19.5 14.3A8 8 0 0 1 9.7 4.5a8 8 0 1 0 9.8 9.8z');
export const ScreenIcon = drawn(
  'M4.5 5h15A1.5 1.5 0 0 1 21 6.5v8.5a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 15V6.5A1.5 1.5 0 0 1 4.5 5z',
  'M12 16.5V20M8.5 20h7',
);
export const GlobeIcon = drawn(
  ring,
  'M3.5 12h17M12 3.2c2.7 2.3 4 5.2 4 8.8s-1.3 6.5-4 8.8c-2.7-2.3-4-5.2-4-8.8s1.3-6.5 4-8.8z',
);
export const SignOutIcon = drawn(
  'M14 7.5V5.5A1.5 1.5 0 0 0 12.5 4h-7A1.5 1.5 0 0 0 4 5.5v13A1.5 1.5 0 0 0 5.5 20h7a1.5 1.5 0 0 0 1.5-1.5v-2',
  'M9.5 12h11M17 8.5l3.5 3.5-3.5 3.5',
);
export const MoreIcon = drawn('M5.5 12v.01M12 12v.01M18.5 12v.01');
export const KeyboardIcon = drawn(
  'M4.5 6.5h15A1.5 1.5 0 0 1 21 8v8a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 16V8a1.5 1.5 0 0 1 1.5-1.5z',
  'M7 10.5v.01M10.3 10.5v.01M13.7 10.5v.01M17 10.5v.01M8 14h8',
);
export const CommentIcon = drawn(bubble);
export const RetryIcon = drawn('M19.5 12a7.5 7.5 0 1 1-2.3-5.4', 'M19.7 3.5v4.2h-4.2');

/** The thumb turned over. */
export function ThumbDownIcon({ size = 20 }: { size?: number }) {
  return (
    <Icon size={size}>
      <g transform="rotate(180 12 12)">
        <path d={thumb} />
      </g>
    </Icon>
  );
}

/** The brand: an umber jar with a clay belly, a celadon collar and a lid. */
export function JarIcon({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path
        fill="var(--clay)"
        d="M5.2 10.2C3.7 11.8 3 13.6 3 15.4c0 4 3.6 7.1 9 7.1s9-3.1 9-7.1c0-1.8-.7-3.6-2.2-5.2z"
      />
      <path
        fill="var(--jar-band, #5a2e17)"
        opacity=".55"
        d="M3.5 13.6c4.6 1.8 12.4 1.8 17 0l.4 1.5c-4.9 2-12.9 2-17.8 0z"
      />
      <path fill="var(--celadon)" d="M6.5 7h11l1.3 3.2H5.2z" />
      <path fill="var(--ink-2)" d="M6.2 5h11.6a1 1 0 0 1 0 2H6.2a1 1 0 0 1 0-2z" />
      <path fill="var(--clay)" d="M9.7 2.3h4.6L15.4 5H8.6z" />
    </svg>
  );
}
