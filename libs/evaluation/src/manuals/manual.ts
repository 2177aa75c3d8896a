/** A manual of which Debian has the same pages in Korean and English, under the same name. */
export interface Manual {
  /** Begins the key of each of its pages. */
  key: string;
  /** Folders of the pages below the root of the unpacked packages. */
  ko: string;
  en: string;
  /** Names of the files, relative to these folders, that are pages. */
  pages: RegExp;
}

/**
 * The manuals of Debian 12 that are translated into Korean for a large part. Licences: LibreOffice help MPL 2.0, GIMP help
 * GFDL 1.2 or later, help of GNOME and its applications CC BY-SA 3.0 (some GFDL 1.1 or later), installation guide GPL 2.
 */
export const DEBIAN_MANUALS: readonly Manual[] = [
  {
    key: 'libreoffice',
    ko: 'usr/share/libreoffice/help/ko',
    en: 'usr/share/libreoffice/help/en-US',
    // Without tables of contents, and lists of menu paths that other pages quote.
    pages: /^text\/(?!.*\/(?:main|main0000|00000004|000004\d\d)\.html$).*\.html$/,
  },
  {
    key: 'gimp',
    ko: 'usr/share/gimp/2.0/help/ko',
    en: 'usr/share/gimp/2.0/help/en',
    pages: /\.html$/,
  },
  {
    key: 'gnome',
    ko: 'usr/share/help/ko',
    en: 'usr/share/help/C',
    pages: /\.page$/,
  },
  {
    key: 'installation-guide',
    ko: 'usr/share/doc/installation-guide-amd64/ko',
    en: 'usr/share/doc/installation-guide-amd64/en',
    pages: /^(?!index).*\.html$/,
  },
];
