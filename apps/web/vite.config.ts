import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { pdfAssets } from './build/pdfAssets.js';
import { pretendard } from './build/pretendard.js';

const projectRoot = import.meta.dirname;

export default defineConfig(async () => ({
  root: projectRoot,
  plugins: [react(), await pretendard(projectRoot), pdfAssets()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The content security policy has no room for data: fonts, and old browsers' preload polyfill is not needed.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  // `npx vite` in this folder serves the page from source against a running api.
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': 'http://127.0.0.1:3000' } },
}));
