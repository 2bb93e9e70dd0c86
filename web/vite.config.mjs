// How the room is built. The same files come out of the same source, byte for byte: they are committed, and
// packaging/web builds them again and compares.
import { defineConfig } from 'vite';
import { finish } from './build.mjs';

export default defineConfig({
  base: '/',
  publicDir: false,
  // One classic file of styles for the pages that the node renders by itself, which have no script.
  build: {
    target: ['chrome111', 'firefox113', 'safari16.4'],
    modulePreload: false, // the preload links would need a policy of their own where default-src is 'none'
    assetsInlineLimit: 0, // no data: address may come out
    cssCodeSplit: true,
    sourcemap: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: { room: 'index.html', door: 'src/style/door.css' },
      output: {
        hashCharacters: 'hex',
        entryFileNames: 'assets/[name].[hash].js',
        chunkFileNames: 'assets/[name].[hash].js',
        assetFileNames: 'assets/[name].[hash][extname]',
      },
    },
  },
  plugins: [finish()],
  test: { include: ['src/**/*.test.ts'], environment: 'node', pool: 'threads' },
});
