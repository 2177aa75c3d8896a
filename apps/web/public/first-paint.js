/* global document, localStorage, matchMedia, navigator */
// Before the first paint: the language and the theme the reader chose last time, so that neither flashes.
(function () {
  function recall(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      // Storage is blocked: the system's theme and language are used.
      return null;
    }
  }
  const scheme = recall('onggi.color-scheme');
  const language = recall('onggi.language');
  const dark = scheme === 'dark' || (scheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  const root = document.documentElement;
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  root.lang = language === 'ko' || language === 'en' ? language : navigator.language.startsWith('ko') ? 'ko' : 'en';
})();
