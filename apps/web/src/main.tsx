import './theme/styles.js';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { makeQueryClient } from './app/queryClient.js';
import { makeRouter } from './app/router.js';
import { cssVariablesResolver, styleNonce, theme } from './theme/theme.js';
import { LanguageProvider } from './words/language.js';

const queryClient = makeQueryClient(() => void router.invalidate());
const router = makeRouter(queryClient);

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

/** The rarer letters' font slices are asked for once the first paint is done. */
function loadFontSlices(): void {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = '/fonts/slices.css';
  document.head.append(link);
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root".');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        getStyleNonce={styleNonce}
        defaultColorScheme="auto"
        colorSchemeManager={localStorageColorSchemeManager({ key: 'onggi.color-scheme' })}
      >
        <LanguageProvider>
          <RouterProvider router={router} />
        </LanguageProvider>
      </MantineProvider>
    </QueryClientProvider>
  </StrictMode>,
);

if (document.readyState === 'complete') loadFontSlices();
else window.addEventListener('load', loadFontSlices, { once: true });
